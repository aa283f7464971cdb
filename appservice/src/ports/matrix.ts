/** What the desk does in Matrix. Each is idempotent: done twice it is done once. All throw `MatrixUnavailable` when it may work later. */
import type { Corps, DeviceId, DutyContent, EventId, RoomId, UserId } from "@abri/contract";
import type { MediaFile } from "./fileStore.ts";
import type { PermanenceMember } from "./rosterStore.ts";

export class MatrixUnavailable extends Error {
  readonly status: number;
  readonly code: string;
  readonly route: string;
  constructor(status: number, code: string, route: string) {
    super(`Matrix answered ${status} ${code} to ${route}`);
    this.name = "MatrixUnavailable";
    this.status = status;
    this.code = code;
    this.route = route;
  }
}

/** A device of a victim's account, and what opens it. */
export interface VictimDevice {
  readonly accessToken: string;
  readonly deviceId: DeviceId;
}

export interface RoomMaker {
  /** An account without a password, and one device of it. Each call makes a device; the account is the same. */
  account(victim: UserId): Promise<VictimDevice>;
  /** The conversation's room with the victim in it, found again by its alias when it exists. */
  room(alias: string, name: string, victim: UserId): Promise<RoomId>;
}

export interface VictimDevices {
  /** Another device of an account that exists. Each call makes one. */
  make(victim: UserId): Promise<VictimDevice>;
  /** Deleted, with its token and its undelivered messages. */
  forget(victim: UserId, device: DeviceId): Promise<void>;
}

type Membership = "invite" | "join" | "leave" | "ban" | "knock";

export interface PresentMember {
  readonly userId: UserId;
  readonly membership: Membership;
  /** Who has made it so: the inviter of one who is invited. */
  readonly by: UserId;
}

export interface RoomMembers {
  /** Those who are in the room or invited, without the bot. Empty when the room is gone. */
  present(room: RoomId): Promise<readonly PresentMember[]>;
  remove(room: RoomId, member: PresentMember, reason: string): Promise<void>;
}

export interface RoomFaces {
  /** What every Matrix client shows above the conversation. Nothing when the room is gone. */
  show(room: RoomId, face: { readonly name: string; readonly topic: string }): Promise<void>;
}

export interface RoomPowers {
  /** These officers, and no others, may invite. Nothing when the room is gone. */
  mayInvite(room: RoomId, officers: readonly UserId[]): Promise<void>;
}

export interface RoomWidgets {
  /** The officers' widget stands in this room. Nothing when the room is gone. */
  put(room: RoomId): Promise<void>;
}

export interface RoomGraph {
  /** Sends an event that refers to all the ends of the room's graph, if there are several; says whether there were. */
  tie(room: RoomId, transactionId: string): Promise<boolean>;
}

export interface Permanences {
  /** The corps' Permanence, made when it does not exist. */
  ensure(corps: Corps): Promise<RoomId>;
  officer(room: RoomId, corps: Corps, officer: UserId): Promise<PermanenceMember>;
  everybody(room: RoomId, corps: Corps): Promise<readonly PermanenceMember[]>;
  /** What an officer has said of their duty in words. */
  sayDuty(room: RoomId, officer: UserId, duty: DutyContent): Promise<void>;
  /** The bot says something to the officers: never anything of a conversation but its number. */
  say(room: RoomId, text: string, transactionId: string): Promise<void>;
  /** The same, so that the clients of those who are mentioned ring for it. */
  call(room: RoomId, text: string, mentioned: readonly UserId[], transactionId: string): Promise<void>;
  /** The officer's clients ring and say this; nobody else's do, nor show anything new (ADR 0026). */
  ring(room: RoomId, text: string, officer: UserId, transactionId: string): Promise<void>;
}

/** An event in the room of the private notes, as far as it can be read without its key. */
export interface Note {
  readonly sender: UserId;
  readonly encrypted: boolean;
  /** The first event of the thread that it belongs to, by itself or as the edit of one that does; `null`: none. */
  readonly root: EventId | null;
}

/** The officers' room for private notes. Encrypted: nothing here can read one, but how events relate to one another is in clear. */
export interface NotesRoom {
  /** Made when it does not exist. */
  ensure(): Promise<RoomId>;
  invite(room: RoomId, officer: UserId): Promise<void>;
  /** Begins a thread: never anything of a conversation but its number. */
  begin(room: RoomId, text: string, transactionId: string): Promise<EventId>;
  /** `null`: it is not there, or redacted. */
  look(room: RoomId, event: EventId): Promise<Note | null>;
  /** Everything that relates to the thread's first event, or to something that does. */
  related(room: RoomId, root: EventId): Promise<readonly EventId[]>;
  redact(room: RoomId, event: EventId, transactionId: string): Promise<void>;
  /** Waits a while for these to be redacted on this homeserver; resolves with those that are not. */
  left(homeserver: string, room: RoomId, events: readonly EventId[]): Promise<readonly EventId[]>;
}

export interface Attestations {
  /** Whether the master key of each is signed by the organisation's CA. Whose homeserver does not answer is missing. */
  of(officers: readonly UserId[]): Promise<ReadonlyMap<UserId, boolean>>;
}

export interface Erasable {
  readonly roomId: RoomId | null;
  readonly alias: string;
  readonly victim: UserId;
  /** What its page has uploaded or fetched. */
  readonly files: readonly MediaFile[];
}

export interface Eraser {
  readonly homeservers: readonly string[];
  /** Resolves when this homeserver has said that it is done. */
  erase(homeserver: string, what: Erasable): Promise<void>;
}

export interface OpenIds {
  /** Whom an officers' homeserver names as the holder of this OpenID token; `null`: nobody, it is stale, or the homeserver is none of ours. */
  holderOf(serverName: string, token: string): Promise<UserId | null>;
}

/** What a conversation needs from outside: the desk, a room that is encrypted, time and chance. One implementation each, built in main. */
import type {
  AllowReturnRequest,
  FeedbackRequest,
  IdempotencyKey,
  OfficerView,
  SessionToken,
  StartRequest,
  StartResponse,
  StatusResponse,
  UserId,
} from "@abri/contract";
import type { IntakeContent } from "@abri/contract";
import type { Attachment, EncryptedFile, Fetched, Picture } from "./attachment.ts";

/** `later`: nothing was said against it, try again. `gone`: this conversation is over. `refused`: trying again would not help. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "later"; readonly afterMs: number }
  | { readonly kind: "gone" }
  /** It went on in another page, with its phrase. */
  | { readonly kind: "moved" }
  | { readonly kind: "refused"; readonly code: string };

/** `emergency`: the exit. `closed`: the page goes without it: the tab is closed or reloaded. */
export type HowLeft = "emergency" | "closed";

export interface Desk {
  start(request: StartRequest, signal: AbortSignal): Promise<Answer<StartResponse>>;
  /** Answers at once, or when the version exceeds `since`, or after about 25 s. */
  status(token: SessionToken, since: number, signal: AbortSignal): Promise<Answer<StatusResponse>>;
  ready(token: SessionToken, signal: AbortSignal): Promise<Answer<null>>;
  danger(token: SessionToken, signal: AbortSignal): Promise<Answer<null>>;
  /** From now on this conversation may be come back to. */
  allowReturn(token: SessionToken, keys: AllowReturnRequest, signal: AbortSignal): Promise<Answer<null>>;
  /** The victim has ended it. */
  end(token: SessionToken, signal: AbortSignal): Promise<Answer<null>>;
  /** How it was, once, after its end; `refused`: nothing is due from this token. */
  feedback(token: SessionToken, answers: FeedbackRequest, signal: AbortSignal): Promise<Answer<null>>;
  /** Whether the page is in sight; nothing waits for it. */
  page(token: SessionToken, page: "shown" | "hidden"): void;
  /** Hands the notice to the browser, which delivers it although the page is left; nothing waits for it. */
  leave(token: SessionToken, how: HowLeft): void;
}

export type Outgoing =
  | { readonly type: "intake"; readonly content: IntakeContent }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "picture"; readonly picture: Picture }
  /** `text`: the same, to be read. */
  | { readonly type: "position"; readonly text: string; readonly geoUri: string }
  /** `of`: the Matrix event that held the text first. */
  | { readonly type: "edit"; readonly of: string; readonly text: string }
  /** What was tried under this key before, and nothing else. */
  | { readonly type: "again" };

export type Sent =
  | { readonly kind: "sent"; readonly eventId: string }
  /** No network, or no answer: it may have arrived. */
  | { readonly kind: "later" }
  /** Nothing has left this browser: no attested officer's device could be given the key, or the picture could not be brought there. */
  | { readonly kind: "no-reader" }
  | { readonly kind: "refused" };

/** Somebody in the room, by Matrix. `attested`: this browser gives them keys, so they can read. */
export interface Member {
  readonly userId: string;
  readonly attested: boolean;
  /** The service's own relay, by its name; like everybody who is not attested, it gets no keys. */
  readonly isRelay: boolean;
}

export type Invited = "invited" | "later" | "not-attested";
export type Opened = "open" | "encryption" | "tampered";

/** The victim's own part of what was said before they came back with their phrase. */
export type Recalled =
  | { readonly kind: "intake" }
  | {
      readonly kind: "message";
      readonly eventId: string;
      readonly text: string;
      readonly attachment: Attachment | null;
    }
  /** `of`: the event that held the text first. */
  | { readonly kind: "edit"; readonly eventId: string; readonly of: string; readonly text: string };

/** Opens what is kept in Matrix for those who come back: 32 bytes. */
export type StorageKey = Uint8Array<ArrayBuffer>;
/** `later`: no network for it. `refused`: trying again would not help. */
export type Kept = "kept" | "later" | "refused";

/** What the room tells; each is called any number of times, from `open` until `stop`. */
export interface RoomListener {
  /** Text of a verified, attested officer, or a picture; both `null` for anything else. */
  received(eventId: string, sender: string, text: string | null, picture?: EncryptedFile): void;
  edited(eventId: string, sender: string, text: string): void;
  /** The officers whom the desk had named before the victim came back; told before what they have said. */
  named(officers: readonly OfficerView[]): void;
  /** In the order of the room with what officers have said; only while the room of somebody who comes back is opened. */
  recalled(recalled: Recalled): void;
  /** An event was redacted: its content is gone. */
  withdrawn(eventId: string): void;
  /** Who has joined the room, besides the victim; told at each change. */
  members(members: readonly Member[]): void;
  /** Every event up to the last one that an attested officer's own receipt names. */
  read(eventIds: ReadonlySet<string>): void;
  /** The attested officers who are writing now. */
  typing(userIds: readonly string[]): void;
  /** How many messages are not shown because their sender is not attested. */
  hidden(count: number): void;
  link(link: "up" | "lost"): void;
  /** Encryption or history visibility was changed under us. */
  tampered(): void;
  /** What encrypts has failed for good: nothing can be said any more. */
  broken(): void;
}

export interface SecureRoom {
  /** @param kept of somebody who comes back: brings back who they are, and what was said. */
  open(session: StartResponse, listener: RoomListener, kept: StorageKey | null): Promise<Opened>;
  /** Keeps, under this key, what coming back needs, from now on and until the end. */
  keep(key: StorageKey): Promise<Kept>;
  /** The desk has named them: what is kept for coming back says so too. */
  remember(officers: readonly OfficerView[]): void;
  /** Checks the officer's attestation, gives them what was said before, invites, and waits until the room shows it. */
  invite(officer: UserId): Promise<Invited>;
  /**
   * `key` also makes the transaction ID: the same one, however often it is tried.
   * @param progress how much of a picture has left, from 0 to 1.
   */
  send(key: string, outgoing: Outgoing, progress: (part: number) => void): Promise<Sent>;
  /** Takes an event of the victim's own out of the room. `refused`: trying again would not help. */
  redact(key: string, eventId: string): Promise<"done" | "later" | "refused">;
  /** Brings an officer's file and decrypts it. */
  fetchFile(file: EncryptedFile): Promise<Fetched>;
  /** Stops bringing this picture, if it is on its way: the event that carries it has not left. */
  dropPicture(key: string): void;
  /** Drops what was tried under this key and has not arrived. */
  forget(key: string): void;
  /** The victim has seen everything up to this event. Never fails: what is lost is told with the next one. */
  markRead(eventId: string): void;
  setTyping(typing: boolean): void;
  /** The page was asleep, or the network is back: what hangs is cut and asked anew, at once. */
  wake(): void;
  /** Stops everything and drops every key and every text. */
  stop(): void;
}

export interface Surroundings {
  /** Milliseconds, from any origin; runs on while the page sleeps. */
  readonly now: () => number;
  /** Calls `then` whenever the page was asleep (a phone freezes timers) or the network comes back, until `signal` aborts. */
  readonly onWake: (then: () => void, signal: AbortSignal) => void;
  /** Resolves after `ms`, or at once when the network comes back, when the page is shown again, or when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 32 bytes of the browser's secure randomness, unpadded base64url. */
  readonly randomKey: () => IdempotencyKey;
}

/** The Matrix client that shows the widget, as the widget needs it: what it may be asked for, one method each. */
import type { DutyContent, EventId, IntakeContent, RoomId } from "@abri/contract";
import type { IdentityRequest } from "@abri/contract/officers";

/** Each room asks only for what its own widget does. */
export type Ability = "duty" | "intake" | "messages" | "position";

/** What the victim has shared of where they are. */
export interface SharedPosition {
  /** Address or coordinates, as it stands in the conversation. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A thread in another room than the one in which the widget stands. */
export interface Thread {
  readonly roomId: RoomId;
  /** Its first event. */
  readonly root: EventId;
}

/** What an officer has written for the next one. */
export interface Note {
  readonly id: string;
  /** User ID. */
  readonly sender: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** As its author has last edited it. */
  readonly text: string;
}

export interface Host {
  /** A token that says who the officer is. @throws when the officer or the client refuses. */
  openId(): Promise<IdentityRequest["openId"]>;
  /** Asks the officer for these; resolves with those that were given. */
  ask(abilities: readonly Ability[]): Promise<ReadonlySet<Ability>>;
  /** The officer's own state event in the Permanence. @throws when it could not be sent. */
  setDuty(duty: DutyContent): Promise<void>;
  /** The victim's first event, decrypted by the client; `null`: none that can be read. */
  intake(): Promise<IntakeContent | null>;
  /** The last one that the victim shared; `null`: none. */
  position(): Promise<SharedPosition | null>;
  /** Sent by the officer's client, encrypted as every message in the room. @throws when it could not be sent. */
  sendMessage(text: string): Promise<void>;
  /** Asks the officer for reading and writing in that room; once for the page. */
  askForNotes(roomId: RoomId): Promise<boolean>;
  /** All of a thread that the client can decrypt, oldest first. @throws when the officer is not in that room. */
  notes(thread: Thread): Promise<readonly Note[]>;
  /** Calls `then` when something is said in that room; returns how to stop. */
  onNotes(roomId: RoomId, then: () => void): () => void;
  /** Like `sendMessage`. No client rings for it. */
  sendNote(thread: Thread, text: string): Promise<void>;
}

/** What the victim sees in the conversation, in order. It lives in memory only, and once per conversation. */
import type { OfficerView } from "@abri/contract";
import type { Attachment, EncryptedFile } from "./attachment.ts";

/**
 * waiting ─▶ sending ─▶ sent ─▶ read
 *    ▲          ├─▶ waiting  (no network, nobody to read it yet)
 *    └── retry ─┴─▶ failed
 */
type Delivery = "waiting" | "sending" | "sent" | "read" | "failed";

/**
 * What the victim wants of a message that has left, or may have: brought to the room under one key however often it is tried.
 */
export interface Change {
  readonly kind: "edit" | "withdrawal";
  readonly key: string;
  readonly state: "waiting" | "sending" | "failed";
}

export interface Mine {
  readonly kind: "mine";
  /** Also the Matrix transaction ID: a second try of the same message can never make a second message. */
  readonly key: string;
  /** `null`: withdrawn; the text is nowhere in this page any more. */
  readonly text: string | null;
  /** What it carries beside the text, or in its place. */
  readonly attachment: Attachment | null;
  /** Somebody is in danger: it goes before all that waits. */
  readonly urgent: boolean;
  readonly delivery: Delivery;
  /** It was on its way when the network went: it may have arrived. Then it is the same ciphertext that is sent again. */
  readonly mayHaveLeft: boolean;
  /** The Matrix events that hold it: itself, then its edits. Empty until it is sent. */
  readonly events: readonly string[];
  /** The keys of edits of which it is not known whether they have arrived. */
  readonly loose: readonly string[];
  readonly edited: boolean;
  readonly change: Change | null;
  /** When its present text arrived, as `nextPlace` counts. `null`: it has not, or nobody knows who was there then. */
  readonly at: number | null;
}

interface Theirs {
  readonly kind: "theirs";
  /** The Matrix event ID. */
  readonly key: string;
  /** `null`: something that this page does not show, or a picture. */
  readonly text: string | null;
  /** A Matrix user ID, never shown. */
  readonly sender: string;
  /** An encrypted picture, not fetched. */
  readonly picture?: EncryptedFile | null;
  readonly edited: boolean;
  readonly withdrawn: boolean;
  /** `null`: an attested officer whom the desk has not named to this page. */
  readonly officer: OfficerView | null;
  readonly at: number;
}

/** Who is to come, who came and who went, said by the page. */
interface Notice {
  readonly kind: "notice";
  readonly key: string;
  readonly what: "coming" | "came" | "left";
  readonly officer: OfficerView;
  /** Who goes on with the conversation; nobody when it is the last one who has left. */
  readonly others: readonly OfficerView[];
  readonly at: number;
}

export type LogEntry = Mine | Theirs | Notice;
export type Log = readonly LogEntry[];

/** What arrives next comes after all that is there. A message stands where it was written, which may be long before it arrived. */
export function nextPlace(log: Log): number {
  return Math.max(0, ...log.map(({ at }) => at ?? 0)) + 1;
}

/** What the victim sees in the conversation, in order. It lives in memory only, and once per conversation. */
import type { OfficerView } from "@abri/contract";

/**
 * waiting ─▶ sending ─▶ sent
 *    ▲          ├─▶ waiting  (no network, nobody to read it yet)
 *    └── retry ─┴─▶ failed
 */
export type Delivery = "waiting" | "sending" | "sent" | "failed";

export interface Mine {
  readonly kind: "mine";
  /** Also the Matrix transaction ID: a second try of the same message can never make a second message. */
  readonly key: string;
  readonly text: string;
  readonly delivery: Delivery;
}

interface Theirs {
  readonly kind: "theirs";
  /** The Matrix event ID. */
  readonly key: string;
  /** `null`: something that this page does not show (a file). */
  readonly text: string | null;
  /** `null`: an attested officer whom the desk has not named to this page. */
  readonly officer: OfficerView | null;
}

type LogEntry = Mine | Theirs;
export type Log = readonly LogEntry[];

/** How long things take, as the configuration says; in milliseconds. */
import type { Limits } from "../domain/conversation.ts";

export interface Settings {
  readonly limits: Limits;
  readonly offer: number;
  readonly retention: number;
  /** Server names; the conversation is erased on each. */
  readonly homeservers: readonly string[];
}

/** The gateway holds a request of the page open for at most so long. */
export const HELD_MS = 30_000;

/** A page that is named an officer invites at once; one that has not after this long is not there. */
export const INVITE_MS = 15_000;

/** For so long somebody is looked for to whom a conversation can be handed over; then whoever ordered it is told. */
export const HANDOVER_MS = 600_000;

/**
 * A conversation as the victim's page is told of it.
 *
 *     opening ─▶ waiting ─▶ offered ─▶ active ─▶ closed
 *                   ▲──────────┘ declined, timed out
 */
import { z } from "zod";
import { UserId } from "./ids.ts";
import { Corps } from "./situation.ts";

/** Why a conversation is over. `officer`: the last officer left for good. `unanswered`: nobody could be found in time. */
export const CloseReason = z.enum(["victim", "emergency", "officer", "idle", "unanswered", "failed"]);
export type CloseReason = z.infer<typeof CloseReason>;

/** An officer as the page may show them: corps and number; the user ID is for the encryption only, never shown. */
export const OfficerView = z.object({
  userId: UserId,
  corps: Corps,
  number: z.int().positive(),
});
export type OfficerView = z.infer<typeof OfficerView>;

export const VictimStatus = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("opening") }),
  /**
   * `position`: 1 for the first in the queue. `ready`: the page has said that there is a first message to give. `minutes`: within how
   * many an officer will probably be there, from what this hour has shown; `null` when nothing honest can be said.
   */
  z.object({
    phase: z.literal("waiting"),
    ready: z.boolean(),
    position: z.int().positive(),
    minutes: z.int().positive().nullable(),
  }),
  /** The page invites this officer, gives them keys, then sends what it kept. */
  z.object({ phase: z.literal("offered"), officer: OfficerView }),
  /**
   * `coming`: an officer who is to come in addition, or in another's stead: the page invites them as in `offered`, and the others stay until
   * they are there. `offer` tells one offer from a later one to the same officer.
   */
  z.object({
    phase: z.literal("active"),
    officers: z.array(OfficerView).min(1),
    coming: z.object({ officer: OfficerView, offer: z.int() }).nullable(),
  }),
  z.object({ phase: z.literal("closed"), reason: CloseReason }),
]);
export type VictimStatus = z.infer<typeof VictimStatus>;

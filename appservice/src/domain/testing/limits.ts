/** The limits of the tests: what the configuration says by default. */
import type { Limits } from "../conversation.ts";

export const LIMITS: Limits = {
  invite: 15_000,
  held: 30_000,
  lost: 15_000,
  silence: 180_000,
  idle: 600_000,
  unanswered: 7_200_000,
  handover: 600_000,
  relief: 10_000,
};

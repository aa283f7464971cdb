/**
 * Within how many minutes an officer will probably be there: pure, from what the last hour has shown. Nothing is said rather than
 * something that is not so.
 */

/** The desk as it is now. */
export interface DeskNow {
  /** Conversations that officers on duty and attested could take at once. */
  readonly freePlaces: number;
  /** Whether anybody on duty could be asked at all. */
  readonly someoneOnDuty: boolean;
  /** How many conversations an officer has come to in the last `OBSERVED_MS`. */
  readonly answered: number;
}

export const OBSERVED_MS = 3_600_000;

/** What the page says: « moins de 5 minutes ». Longer than the last is not worth a promise. */
const STEPS_MINUTES = [2, 5, 10, 15, 20, 30, 45, 60];
/** Fewer answers than these are chance, not a pace. */
const ENOUGH = 4;

/**
 * `position`: 1 for the first. `offerMs`: how long one officer is asked. Whoever finds a free place is asked at once, and is there when
 * one officer has accepted, perhaps after one has not; all others wait for the pace at which places have become free in the last hour.
 */
export function estimateMinutes(position: number, desk: DeskNow, offerMs: number): number | null {
  if (!desk.someoneOnDuty) return null;
  if (position <= desk.freePlaces) return step((2 * offerMs) / 60_000);
  if (desk.answered < ENOUGH) return null;
  const paceMs = OBSERVED_MS / desk.answered;
  return step(((position - desk.freePlaces) * paceMs + offerMs) / 60_000);
}

function step(minutes: number): number | null {
  return STEPS_MINUTES.find((one) => minutes <= one) ?? null;
}

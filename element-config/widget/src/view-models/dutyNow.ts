/** The officer's duty as they last wrote it, which the desk shows a little later: what is written next must not undo it. */
import type { PermanenceView } from "@abri/contract/officers";

export type Duty = Pick<PermanenceView["me"], "duty" | "capacity" | "skills">;

/** `before`: what the desk showed when it was written. */
export interface WrittenDuty {
  readonly duty: Duty;
  readonly before: Duty;
}

/** What was written counts until the desk shows anything else than before. */
export function dutyNow(shown: Duty, written: WrittenDuty | null): Duty {
  return written !== null && isSame(shown, written.before) ? written.duty : shown;
}

function isSame(one: Duty, other: Duty): boolean {
  return (
    one.duty === other.duty && one.capacity === other.capacity && one.skills.join("\n") === other.skills.join("\n")
  );
}

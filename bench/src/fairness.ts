/**
 * How evenly forty officers share two hundred conversations, and how long who waits: whole nights on a simulated clock, by the real desk on the store in
 * memory. The same figures on every machine. Jain's index is 1 when everybody has answered as much for each place that they offered.
 */
import { fairness } from "../../appservice/src/testing/night/fairness.ts";
import { aNight } from "../../appservice/src/testing/night/night.ts";

const SEEDS = [1, 2, 3];
const PEOPLE = { victims: 200, exercises: 0 };

export async function sharedOut(): Promise<string[]> {
  const lines = ["Forty officers, two hundred who wait (simulated)"];
  for (const seed of SEEDS) {
    const night = await aNight(seed, PEOPLE, () => undefined);
    const { jain, perPlace, waits } = fairness(night);
    const minutes = (ms: number): string => (ms / 60_000).toFixed(1);
    const wait = (urgency: "danger" | "normal"): string =>
      `${urgency} ${minutes(waits[urgency].median)} min, at most ${minutes(waits[urgency].worst)}`;
    lines.push(
      `  night ${seed}, ${minutes(night.lastedMs)} min: Jain's index ${jain.toFixed(3)} (1 is even); answered per place: ` +
        `police ${perPlace.police.toFixed(2)}, gendarmerie ${perPlace.gendarmerie.toFixed(2)}; waits: ${wait("danger")}; ${wait("normal")}`,
    );
  }
  return lines;
}

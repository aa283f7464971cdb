/** How evenly a night's work and waits were shared out. */
import type { Corps } from "@abri/contract";
import type { Night } from "./night.ts";

export interface Fairness {
  /** Jain, Chiu, Hawe 1984: 1 when everybody has answered as much for each place that they offered; 1/n when one has answered everything. */
  readonly jain: number;
  /** Conversations answered for each place offered, by corps. */
  readonly perPlace: Readonly<Record<Corps, number>>;
  /** In milliseconds, of those in danger from the start and of all others. */
  readonly waits: { readonly danger: Waits; readonly normal: Waits };
}

interface Waits {
  readonly median: number;
  readonly worst: number;
}

/** Among those who were there all night and answered when they were asked. */
export function fairness({ officers, answered: all }: Night): Fairness {
  const answered = all.filter(({ victim }) => !victim.training);
  const there = officers.filter(
    (one) => one.onDuty && one.attested && one.breakAfterMs === null && one.temper === "prompt",
  );
  const perPlace = (some: typeof there): number[] =>
    some.map(({ userId, capacity }) => answered.filter(({ officer }) => officer === userId).length / capacity);
  const ofCorps = (corps: Corps): number => mean(perPlace(there.filter((one) => one.corps === corps)));
  const waits = (urgency: "danger" | "normal"): Waits => {
    const sorted = answered
      .filter(({ victim }) => victim.urgency === urgency)
      .map(({ waitedMs }) => waitedMs)
      .toSorted((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)] ?? NaN, worst: sorted.at(-1) ?? NaN };
  };
  return {
    jain: jain(perPlace(there)),
    perPlace: { police: ofCorps("police"), gendarmerie: ofCorps("gendarmerie") },
    waits: { danger: waits("danger"), normal: waits("normal") },
  };
}

export function jain(shares: readonly number[]): number {
  return sum(shares) ** 2 / (shares.length * sum(shares.map((share) => share ** 2)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

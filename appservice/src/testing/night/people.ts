/** Who is there in a simulated night: officers of two corps, as different as they are, and what victims come with. */
import type { Corps, Language, StatedSituation, Urgency, UserId } from "@abri/contract";

type Random = () => number;

/** `silent`: on duty, and often away from the screen. */
type Temper = "prompt" | "declining" | "silent";

export interface SimulatedOfficer {
  readonly userId: UserId;
  readonly corps: Corps;
  readonly number: number;
  readonly capacity: number;
  readonly skills: readonly string[];
  readonly temper: Temper;
  readonly attested: boolean;
  readonly onDuty: boolean;
  /** When they take a break of a quarter of an hour, from the beginning of the night; `null`: never. */
  readonly breakAfterMs: number | null;
}

export interface SimulatedVictim {
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly language: Language;
  /** No victim: an exercise. */
  readonly training: boolean;
  readonly writesAfterMs: number;
  readonly talksForMs: number;
  readonly does:
    "stays" | "leaves while waiting" | "is in danger while waiting" | "is absent at first" | "is handed over";
}

const POLICE = 24;
const GENDARMERIE = 16;
const MINUTE = 60_000;
const SKILLS = ["home", "online", "school", "en", "nl", "de", "ar"];

const any = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] ?? values[0];
const between = (random: Random, low: number, high: number): number => Math.floor(low + random() * (high - low));

export function someOfficers(random: Random): SimulatedOfficer[] {
  return Array.from({ length: POLICE + GENDARMERIE }, (_, n) => {
    const corps = n < POLICE ? "police" : "gendarmerie";
    const number = n < POLICE ? n + 1 : n - POLICE + 1;
    return {
      userId: `@officer${number}:${corps}.example` as UserId,
      corps,
      number,
      capacity: between(random, 1, 5),
      skills: SKILLS.filter(() => random() < 0.25),
      // In each corps the same: two of ten decline at times, one of ten is often away, some are off duty, not attested, or take a break.
      temper: number % 10 === 3 || number % 10 === 6 ? "declining" : number % 10 === 9 ? "silent" : "prompt",
      attested: number !== 5,
      onDuty: number !== 8,
      breakAfterMs: number % 7 === 2 ? between(random, 15, 40) * MINUTE : null,
    };
  });
}

export function someVictims(random: Random, count: number, training: boolean): SimulatedVictim[] {
  return Array.from({ length: count }, () => ({
    situation: any(random, ["home", "online", "school", "unsaid"]),
    urgency: random() < 0.1 ? "danger" : "normal",
    language: any(random, ["fr", "fr", "fr", "fr", "en", "nl", "de", "ar"]),
    training,
    writesAfterMs: between(random, 0, 10 * MINUTE),
    talksForMs: between(random, 5 * MINUTE, 25 * MINUTE),
    does:
      random() < 0.7
        ? "stays"
        : any(random, ["leaves while waiting", "is in danger while waiting", "is absent at first", "is handed over"]),
  }));
}

/** The advice and the numbers: data that an operator changes without touching a component. */
import type { Situation } from "@abri/contract";

interface HelpNumber {
  readonly number: string;
  /** What pressing it does: nothing is dialled without the phone asking. */
  readonly href: string;
  readonly who: string;
  readonly what: string;
}

interface Advice {
  /** Said first, in one or two short sentences. */
  readonly heart: string;
  readonly title: string;
  readonly steps: readonly string[];
}

export interface Content {
  readonly advice: Readonly<Record<Situation, Advice>>;
  readonly numbers: readonly HelpNumber[];
}

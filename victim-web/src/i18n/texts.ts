/** Every word of the page, but the advice (`content/`). A language pack is one value of this type. */
import type { Corps, Language, OfficerView, Situation } from "@abri/contract";
import type { EndReason, Refusal } from "../conversation/state.ts";

export interface Texts {
  readonly language: Language;
  readonly exit: { readonly button: string; readonly hint: string };
  readonly entry: {
    readonly title: string;
    readonly lead: string;
    readonly question: string;
    readonly situations: Readonly<Record<Situation, string>>;
    readonly privacy: string;
    readonly limits: string;
  };
  readonly numbers: { readonly title: string; readonly note: string };
  readonly situation: {
    readonly start: string;
    readonly back: string;
    readonly promise: string;
    readonly urgent: string;
  };
  readonly unavailable: { readonly title: string; readonly text: string };
  readonly conversation: {
    readonly title: string;
    readonly log: string;
    readonly input: string;
    readonly placeholder: string;
    readonly send: string;
    readonly end: string;
    readonly retry: string;
    readonly you: string;
    readonly empty: string;
    readonly delivery: Readonly<Record<"waiting" | "sending" | "sent" | "failed", string>>;
    readonly notShown: string;
    readonly unknownOfficer: string;
    readonly hidden: (count: number) => string;
    readonly leave: string;
  };
  readonly status: {
    readonly starting: string;
    readonly writeFirst: string;
    readonly looking: string;
    /** `minutes`: within how many somebody will probably be there; `null`: not known. */
    readonly waiting: (position: number, minutes: number | null) => string;
    readonly asked: (officer: OfficerView) => string;
    readonly connected: (officers: readonly OfficerView[]) => string;
    readonly lost: string;
    readonly ended: Readonly<Record<EndReason, string>>;
    readonly refused: Readonly<Record<Refusal, string>>;
  };
  readonly corps: Readonly<Record<Corps, string>>;
  /** « un policier, n° 3 » */
  readonly officer: (officer: OfficerView) => string;
  /** The intake event, in words an officer reads. */
  readonly intake: (situation: Situation) => string;
}

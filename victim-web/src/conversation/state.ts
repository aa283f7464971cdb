/**
 * What the page knows of its one conversation, and how each thing that happens changes it: a pure function, no I/O.
 *
 *     starting ─▶ waiting ⇄ asked ─▶ connected
 *         └──────────┴─────────┴─────────┴──▶ ended(reason)      both are for good
 *                                         └─▶ refused(why)
 */
import type { CloseReason, OfficerView, StatedSituation, Urgency, VictimStatus } from "@abri/contract";
import type { Delivery, Log } from "./log.ts";
import { giveUp, mark, write } from "./outbox.ts";

/** `gone`: the desk no longer knows this conversation and cannot say why. */
export type EndReason = CloseReason | "gone";

/** Why the page will not go on. It never falls back to clear text. */
export type Refusal =
  /** The encryption could not start in this browser. */
  | "encryption"
  /** The server changed, or never had, what protects the room. */
  | "tampered"
  /** The service takes no conversation now. */
  | "unavailable";

export type Phase =
  | { readonly kind: "starting" }
  /**
   * `position` is `null` until the desk has been told of a first message; `minutes` when nothing honest can be said of how long it will be.
   */
  | { readonly kind: "waiting"; readonly position: number | null; readonly minutes: number | null }
  /** `offer` tells one offer from a later one to the same officer. */
  | { readonly kind: "asked"; readonly officer: OfficerView; readonly offer: number }
  | { readonly kind: "connected"; readonly officers: readonly OfficerView[] }
  | { readonly kind: "ended"; readonly reason: EndReason }
  | { readonly kind: "refused"; readonly why: Refusal };

export interface ConversationState {
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly phase: Phase;
  readonly link: "up" | "lost";
  readonly log: Log;
  /** Every officer whom the desk has named to this page. */
  readonly known: readonly OfficerView[];
  /** How many messages were not shown because their sender was not attested. */
  readonly hidden: number;
}

export type Happening =
  | { readonly type: "status"; readonly version: number; readonly status: VictimStatus }
  /** The victim has ended it. */
  | { readonly type: "ended" }
  /** In danger now. */
  | { readonly type: "endangered" }
  | { readonly type: "gone" }
  | { readonly type: "refused"; readonly why: Refusal }
  | { readonly type: "link"; readonly link: "up" | "lost" }
  | { readonly type: "written"; readonly key: string; readonly text: string }
  | { readonly type: "delivery"; readonly key: string; readonly delivery: Delivery }
  | { readonly type: "received"; readonly key: string; readonly sender: string; readonly text: string | null }
  | { readonly type: "edited"; readonly key: string; readonly sender: string; readonly text: string }
  | { readonly type: "hidden"; readonly count: number };

export function initialState(situation: StatedSituation, urgency: Urgency = "normal"): ConversationState {
  return { situation, urgency, phase: { kind: "starting" }, link: "up", log: [], known: [], hidden: 0 };
}

export function isOver(phase: Phase): boolean {
  return phase.kind === "ended" || phase.kind === "refused";
}

export function evolve(state: ConversationState, happening: Happening): ConversationState {
  if (isOver(state.phase)) return state;
  switch (happening.type) {
    case "status":
      return withStatus(state, happening.version, happening.status);
    case "ended":
      return over(state, { kind: "ended", reason: "victim" });
    case "endangered":
      return { ...state, urgency: "danger" };
    case "gone":
      return over(state, { kind: "ended", reason: "gone" });
    case "refused":
      return over(state, { kind: "refused", why: happening.why });
    case "link":
      return state.link === happening.link ? state : { ...state, link: happening.link };
    case "written":
      return { ...state, log: write(state.log, happening.key, happening.text) };
    case "delivery":
      return { ...state, log: mark(state.log, happening.key, happening.delivery) };
    case "received":
      return received(state, happening.key, happening.sender, happening.text);
    case "edited":
      return {
        ...state,
        log: state.log.map((entry) =>
          entry.kind === "theirs" && entry.key === happening.key && entry.officer?.userId === happening.sender
            ? { ...entry, text: happening.text }
            : entry,
        ),
      };
    case "hidden":
      return { ...state, hidden: happening.count };
  }
}

function withStatus(state: ConversationState, version: number, status: VictimStatus): ConversationState {
  switch (status.phase) {
    case "opening":
      return state;
    case "waiting":
      return {
        ...state,
        phase: { kind: "waiting", position: status.ready ? status.position : null, minutes: status.minutes },
      };
    case "offered": {
      const { phase } = state;
      const same = phase.kind === "asked" && phase.officer.userId === status.officer.userId;
      const offer = same ? phase.offer : version;
      return {
        ...state,
        phase: { kind: "asked", officer: status.officer, offer },
        known: learn(state.known, [status.officer]),
      };
    }
    case "active":
      return {
        ...state,
        phase: { kind: "connected", officers: status.officers },
        known: learn(state.known, status.officers),
      };
    case "closed":
      return over(state, { kind: "ended", reason: status.reason });
  }
}

function over(state: ConversationState, phase: Phase): ConversationState {
  return { ...state, phase, log: giveUp(state.log) };
}

function received(state: ConversationState, key: string, sender: string, text: string | null): ConversationState {
  if (state.log.some((entry) => entry.key === key)) return state;
  const officer = state.known.find((one) => one.userId === sender) ?? null;
  return { ...state, log: [...state.log, { kind: "theirs", key, text, officer }] };
}

function learn(known: readonly OfficerView[], named: readonly OfficerView[]): readonly OfficerView[] {
  const news = named.filter((one) => !known.some((other) => other.userId === one.userId));
  return news.length === 0 ? known : [...known, ...news];
}

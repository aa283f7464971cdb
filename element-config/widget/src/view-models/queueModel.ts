/** The queue as the Permanence widget shows it: what waits or is offered, urgent first; what is going on; and what this officer may do with each. */
import type { OfficerView } from "@abri/contract";
import type { PermanenceView, QueuedView } from "@abri/contract/officers";
import { fill, type Words } from "../words/words.ts";
import { languageName } from "./languageName.ts";
import { officerName, officerNames } from "./officerNames.ts";
import { waited } from "./waited.ts";

export type QueueAct = "take" | "decline" | "assign" | "reassign" | "join";

export interface QueueRow {
  readonly conversation: QueuedView["conversation"];
  readonly number: string;
  readonly situation: string;
  readonly isUrgent: boolean;
  readonly isTraining: boolean;
  readonly language: string;
  readonly wait: string;
  readonly state: string;
  readonly acts: readonly QueueAct[];
}

export interface QueueModel {
  readonly waiting: readonly QueueRow[];
  readonly going: readonly QueueRow[];
}

export function queueModel(words: Words, language: string, view: PermanenceView, now: number): QueueModel {
  const row = (one: QueuedView): QueueRow => ({
    conversation: one.conversation,
    number: one.number,
    situation: words.situation[one.situation],
    isUrgent: one.urgency === "danger" && !one.training,
    isTraining: one.training,
    language: languageName(one.language, language),
    wait: one.since === null ? words.waited.unready : waited(words, one.since, now),
    state: stateText(words, one, view.me.officer),
    acts: actsOn(one, view),
  });
  const isGoing = ({ state }: QueuedView) => state.kind === "active";
  // Ours to answer before what others are asked, urgent before all, exercises after all; the desk's own order otherwise.
  const rank = (one: QueuedView): number =>
    one.training ? 3 : one.urgency === "danger" ? 0 : isAskedOf(one, view.me.officer) ? 1 : 2;
  const sorted = view.queue.map((one, at) => ({ one, at })).sort((a, b) => rank(a.one) - rank(b.one) || a.at - b.at);
  return {
    waiting: sorted.filter(({ one }) => !isGoing(one) || isAskedOf(one, view.me.officer)).map(({ one }) => row(one)),
    going: sorted.filter(({ one }) => isGoing(one) && !isAskedOf(one, view.me.officer)).map(({ one }) => row(one)),
  };
}

/** Those in which this officer is: what passes to others at the end of a shift. */
export function ownConversations({ me, queue }: PermanenceView): readonly QueuedView[] {
  return queue.filter(({ state }) => state.kind === "active" && isAmong(state.officers, me.officer));
}

/** Who can be asked now, except for `except`. */
export function freeOfficers({ officers }: PermanenceView, except: readonly OfficerView[]): readonly OfficerView[] {
  return officers
    .filter(({ duty, attested, load, capacity }) => duty === "on" && attested && load < capacity)
    .map(({ officer }) => officer)
    .filter((officer) => !isAmong(except, officer));
}

function isAmong(officers: readonly OfficerView[], one: OfficerView): boolean {
  return officers.some(({ userId }) => userId === one.userId);
}

function isAskedOf({ state }: QueuedView, me: OfficerView): boolean {
  if (state.kind === "offered") return state.officer.userId === me.userId;
  return state.kind === "active" && state.asked?.userId === me.userId;
}

function actsOn(one: QueuedView, view: PermanenceView): QueueAct[] {
  const { me } = view;
  const canTakeOne = me.duty !== "off" && me.attested && me.load < me.capacity;
  if (isAskedOf(one, me.officer)) return ["decline"];
  switch (one.state.kind) {
    case "waiting":
      return [...(canTakeOne ? (["take"] as const) : []), ...(me.supervisor ? (["assign"] as const) : [])];
    case "offered":
      return [];
    case "active": {
      if (!me.supervisor || one.state.handover) return [];
      const isIn = isAmong(one.state.officers, me.officer);
      return isIn ? ["reassign"] : ["reassign", ...(canTakeOne && me.duty === "on" ? (["join"] as const) : [])];
    }
  }
}

function stateText(words: Words, one: QueuedView, me: OfficerView): string {
  if (isAskedOf(one, me)) return words.queue.offeredToMe;
  switch (one.state.kind) {
    case "waiting":
      return words.queue.waiting;
    case "offered":
      return fill(words.queue.offeredTo, { officer: officerName(words, one.state.officer) });
    case "active": {
      const who = fill(words.queue.with, { officers: officerNames(words, one.state.officers, me) });
      return one.state.handover ? `${who}, ${words.queue.handover}` : who;
    }
  }
}

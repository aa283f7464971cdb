/**
 * Whom to offer which conversation: pure, over one snapshot of the queue and of the officers.
 *
 * Victims come before exercises, and none of these is offered while a victim waits. Whoever is in danger now comes first; otherwise the queue is first
 * come, first served. What an officer has of exercises takes no place from a victim. An officer is chosen who is on duty, attested and has
 * room for one more: whoever answered before the victim went and came back; else of a corps that this
 * round has asked in vain less often than the other (its homeserver may be away), who speaks the victim's language (a skill, for all but the
 * language that every officer speaks), with the skill of the situation, then the least loaded, then the longest idle. Nobody is asked twice in a round;
 * when everybody who could be asked has been, a new round begins after a pause.
 */
import type { ConversationId, Corps, Language, StatedSituation, Urgency, UserId } from "@abri/contract";
import type { Conversation } from "./conversation.ts";
import type { Wanted } from "@abri/contract/officers";
import { suits } from "./handover.ts";

export interface Officer {
  readonly userId: UserId;
  readonly corps: Corps;
  readonly onDuty: boolean;
  /** Asked for nothing new; may still take one by themselves. */
  readonly onBreak: boolean;
  /** Their Matrix identity is signed by the organisation's CA: the page gives keys to nobody else. */
  readonly attested: boolean;
  readonly capacity: number;
  readonly skills: readonly string[];
  /** Conversations offered to them or active with them, without exercises. */
  readonly load: number;
  /** The same of exercises. */
  readonly trainingLoad: number;
  /** When they were last asked; `null`: never. */
  readonly lastAskedAt: number | null;
}

export interface Queued {
  readonly id: ConversationId;
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly language: Language;
  /** An exercise: nobody is in need. */
  readonly training: boolean;
  readonly readySince: number;
  readonly asked: readonly UserId[];
  readonly lastAskedAt: number | null;
  /** Who answered before the victim went and came back. */
  readonly before?: readonly UserId[] | undefined;
  /** Of a handover: who is wanted, and who is in it already. Waits since it was ordered, among all others. */
  readonly handover?: { readonly wanted: Wanted; readonly present: readonly UserId[] } | undefined;
}

export interface Offer {
  readonly conversation: ConversationId;
  readonly officer: UserId;
  readonly newRound: boolean;
}

export const ROUND_PAUSE_MS = 30_000;

type Room = Pick<Officer, "onDuty" | "onBreak" | "attested" | "load" | "capacity">;

/** Can be given one more now. */
export function isFree(officer: Room): boolean {
  return !officer.onBreak && mayTake(officer);
}

/** Can take one more by themselves, on a break too. */
export function mayTake({ onDuty, attested, load, capacity }: Omit<Room, "onBreak">): boolean {
  return onDuty && attested && load < capacity;
}

/** With the load that counts: exercises come on top of victims, never the other way round. */
export function loadedFor({ training }: Pick<Queued, "training">, officer: Officer): Officer {
  return { ...officer, load: officer.load + (training ? officer.trainingLoad : 0) };
}

function hasRoomFor(queued: Queued, officer: Officer): boolean {
  return isFree(loadedFor(queued, officer));
}

/** The offers to make now. Loads grow as offers are made, so that no officer gets more than their capacity. */
export function choose(queue: readonly Queued[], officers: readonly Officer[], now: number): readonly Offer[] {
  let loaded = officers;
  let victimsWait = false;
  const offers: Offer[] = [];
  for (const queued of inOrder(queue)) {
    if (queued.training && victimsWait) break;
    const suiting = loaded.filter((officer) => mayBeAsked(queued, officer));
    const free = suiting.filter((officer) => hasRoomFor(queued, officer));
    const unasked = free.filter((officer) => !queued.asked.includes(officer.userId));
    const newRound = unasked.length === 0 && roundMayBegin(queued, suiting, now);
    const best = bestOf(newRound ? free : unasked, queued, askedInVain(queued, officers));
    if (best === undefined) {
      victimsWait ||= !queued.training;
      continue;
    }
    loaded = loaded.map((officer) => (officer === best ? withOneMore(officer, queued) : officer));
    offers.push({ conversation: queued.id, officer: best.userId, newRound });
  }
  return offers;
}

function withOneMore(officer: Officer, { training }: Queued): Officer {
  const { load, trainingLoad } = officer;
  return training ? { ...officer, trainingLoad: trainingLoad + 1 } : { ...officer, load: load + 1 };
}

/** How many of each corps this round has asked. */
function askedInVain({ asked }: Queued, officers: readonly Officer[]): (corps: Corps) => number {
  const corpsOfAsked = officers.filter(({ userId }) => asked.includes(userId)).map(({ corps }) => corps);
  return (corps) => corpsOfAsked.filter((one) => one === corps).length;
}

function bestOf(
  officers: readonly Officer[],
  { before, language, situation }: Queued,
  inVain: (corps: Corps) => number,
): Officer | undefined {
  const has = (skill: string, { skills }: Officer): number => Number(skills.includes(skill));
  const wasThere = ({ userId }: Officer): number => Number(before?.includes(userId) ?? false);
  return officers.toSorted(
    (a, b) =>
      wasThere(b) - wasThere(a) ||
      inVain(a.corps) - inVain(b.corps) ||
      has(language, b) - has(language, a) ||
      has(situation, b) - has(situation, a) ||
      a.load + a.trainingLoad - (b.load + b.trainingLoad) ||
      (a.lastAskedAt ?? 0) - (b.lastAskedAt ?? 0) ||
      compare(a.userId, b.userId),
  )[0];
}

function mayBeAsked({ handover }: Queued, officer: Officer): boolean {
  if (!officer.onDuty || officer.onBreak || !officer.attested) return false;
  return handover === undefined || (suits(handover.wanted, officer) && !handover.present.includes(officer.userId));
}

/** Everybody who could be asked, busy ones too, was asked in this round, and the pause is over. */
function roundMayBegin(queued: Queued, officers: readonly Officer[], now: number): boolean {
  if (queued.asked.length === 0 || now < (queued.lastAskedAt ?? 0) + ROUND_PAUSE_MS) return false;
  return officers.every((officer) => queued.asked.includes(officer.userId) || !hasRoomFor(queued, officer));
}

/** What of a conversation waits for an officer: all of it, or its handover; `null`: nothing. */
export function queuedOf({
  id,
  situation,
  urgency,
  language,
  training,
  state,
}: Pick<Queued, "id" | "situation" | "urgency" | "language" | "training"> & {
  readonly state: Conversation;
}): Queued | null {
  const what = { id, situation, urgency, language, training };
  if (state.phase === "waiting" && state.readySince !== null) {
    const { readySince, asked, lastAskedAt, before } = state;
    return { ...what, readySince, asked, lastAskedAt, before };
  }
  if (state.phase !== "active" || state.handover?.offer !== null) return null;
  const { wanted, since: readySince, asked, lastAskedAt } = state.handover;
  const handover = { wanted, present: state.officers };
  return { ...what, readySince, asked, lastAskedAt, handover };
}

/** Victims first, danger first, then first come, first served; the ID only makes the order total. */
export function inOrder<T extends Pick<Queued, "id" | "urgency" | "training" | "readySince">>(
  queue: readonly T[],
): readonly T[] {
  return queue.toSorted((a, b) => rank(a) - rank(b) || a.readySince - b.readySince || compare(a.id, b.id));
}

/** By code unit, on every machine alike, and quickly: collation rules are neither. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The class in the queue: the lower is served first. */
export function rank({ urgency, training }: Pick<Queued, "urgency" | "training">): number {
  return (training ? 2 : 0) + (urgency === "danger" ? 0 : 1);
}

/** When a new round may next begin in this queue; `null`: no pause is running. */
export function nextRoundAt(queue: readonly Queued[], now: number): number | null {
  const ends = queue
    .filter((queued) => queued.asked.length > 0)
    .map((queued) => (queued.lastAskedAt ?? 0) + ROUND_PAUSE_MS)
    .filter((end) => end > now);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * Whom to offer which conversation: pure, over one snapshot of the queue and of the officers.
 *
 * Whoever is in danger now comes first; otherwise the queue is first come, first served. An officer is chosen who is on duty, attested and has
 * room for one more: whoever answered before the victim went and came back; else of a corps that this
 * round has asked in vain less often than the other (its homeserver may be away), with the skill of the situation before those
 * without, then the least loaded, then the longest idle. Nobody is asked twice in a round;
 * when everybody who could be asked has been, a new round begins after a pause.
 */
import type { ConversationId, Corps, StatedSituation, Urgency, UserId } from "@abri/contract";
import type { Conversation } from "./conversation.ts";
import type { Wanted } from "@abri/contract/officers";
import { suits } from "./handover.ts";

export interface Officer {
  readonly userId: UserId;
  readonly corps: Corps;
  readonly onDuty: boolean;
  /** Their Matrix identity is signed by the organisation's CA: the page gives keys to nobody else. */
  readonly attested: boolean;
  readonly capacity: number;
  readonly skills: readonly string[];
  /** Conversations offered to them or active with them. */
  readonly load: number;
  /** When they were last asked; `null`: never. */
  readonly lastAskedAt: number | null;
}

export interface Queued {
  readonly id: ConversationId;
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
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

/** Can be given one more now. */
export function isFree({
  onDuty,
  attested,
  load,
  capacity,
}: Pick<Officer, "onDuty" | "attested" | "load" | "capacity">): boolean {
  return onDuty && attested && load < capacity;
}

/** The offers to make now. Loads grow as offers are made, so that no officer gets more than their capacity. */
export function choose(queue: readonly Queued[], officers: readonly Officer[], now: number): readonly Offer[] {
  const made = new Map<UserId, number>();
  const load = (officer: Officer): number => officer.load + (made.get(officer.userId) ?? 0);
  const offers: Offer[] = [];
  for (const queued of inOrder(queue)) {
    const suiting = officers.filter((officer) => mayBeAsked(queued, officer));
    const free = suiting.filter((officer) => isFree({ ...officer, load: load(officer) }));
    const unasked = free.filter((officer) => !queued.asked.includes(officer.userId));
    const newRound = unasked.length === 0 && roundMayBegin(queued, suiting, now);
    const inVain = (corps: Corps): number =>
      officers.filter((officer) => officer.corps === corps && queued.asked.includes(officer.userId)).length;
    const best = (newRound ? free : unasked).toSorted(
      (a, b) =>
        Number(queued.before?.includes(b.userId) ?? false) - Number(queued.before?.includes(a.userId) ?? false) ||
        inVain(a.corps) - inVain(b.corps) ||
        Number(b.skills.includes(queued.situation)) - Number(a.skills.includes(queued.situation)) ||
        load(a) - load(b) ||
        (a.lastAskedAt ?? 0) - (b.lastAskedAt ?? 0) ||
        a.userId.localeCompare(b.userId),
    )[0];
    if (best === undefined) continue;
    made.set(best.userId, (made.get(best.userId) ?? 0) + 1);
    offers.push({ conversation: queued.id, officer: best.userId, newRound });
  }
  return offers;
}

function mayBeAsked({ handover }: Queued, officer: Officer): boolean {
  if (!officer.onDuty || !officer.attested) return false;
  return handover === undefined || (suits(handover.wanted, officer) && !handover.present.includes(officer.userId));
}

/** Everybody who could be asked, busy ones too, was asked in this round, and the pause is over. */
function roundMayBegin(queued: Queued, officers: readonly Officer[], now: number): boolean {
  if (queued.asked.length === 0 || now < (queued.lastAskedAt ?? 0) + ROUND_PAUSE_MS) return false;
  return officers.every((officer) => queued.asked.includes(officer.userId) || officer.load >= officer.capacity);
}

/** What of a conversation waits for an officer: all of it, or its handover; `null`: nothing. */
export function queuedOf({
  id,
  situation,
  urgency,
  state,
}: Pick<Queued, "id" | "situation" | "urgency"> & { readonly state: Conversation }): Queued | null {
  if (state.phase === "waiting" && state.readySince !== null) {
    const { readySince, asked, lastAskedAt, before } = state;
    return { id, situation, urgency, readySince, asked, lastAskedAt, before };
  }
  if (state.phase !== "active" || state.handover?.offer !== null) return null;
  const { wanted, since: readySince, asked, lastAskedAt } = state.handover;
  return { id, situation, urgency, readySince, asked, lastAskedAt, handover: { wanted, present: state.officers } };
}

/** Danger first, then first come, first served; the ID only makes the order total. */
export function inOrder<T extends Pick<Queued, "id" | "urgency" | "readySince">>(queue: readonly T[]): readonly T[] {
  return queue.toSorted(
    (a, b) => rank(a.urgency) - rank(b.urgency) || a.readySince - b.readySince || a.id.localeCompare(b.id),
  );
}

/** The class in the queue: the lower is served first. */
export function rank(urgency: Urgency): number {
  return urgency === "danger" ? 0 : 1;
}

/** When a new round may next begin in this queue; `null`: no pause is running. */
export function nextRoundAt(queue: readonly Queued[], now: number): number | null {
  const ends = queue
    .filter((queued) => queued.asked.length > 0)
    .map((queued) => (queued.lastAskedAt ?? 0) + ROUND_PAUSE_MS)
    .filter((end) => end > now);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * One conversation goes from one officer to another while the victim is there: pure, the part of `active` that says who comes.
 *
 *     ordered ──▶ somebody is looked for ──▶ offered to one ──▶ joined: the first officer is released
 *                        ▲                        │
 *                        └────────────────────────┘ declined, no answer in time (or ended, when one person was wanted)
 *
 * The first officer stays until the second has joined. With `from: null` nobody leaves: a second officer comes in addition.
 */
import type { Corps, UserId } from "@abri/contract";
import type { Wanted } from "@abri/contract/officers";

interface HandoverOffer {
  readonly officer: UserId;
  readonly at: number;
  readonly deadline: number;
  /** The invitation has reached the room. */
  readonly invited: boolean;
  /** The victim's page is not there to invite: the first officer may, until this is over. */
  readonly lent: boolean;
}

export interface Handover {
  /** Whoever ordered it: the first officer, or a supervisor. */
  readonly by: UserId;
  readonly from: UserId | null;
  readonly wanted: Wanted;
  readonly since: number;
  readonly asked: readonly UserId[];
  readonly lastAskedAt: number | null;
  readonly offer: HandoverOffer | null;
}

/** Why nobody came. */
export type HandoverFailure = "declined" | "timed out" | "nobody" | "cancelled" | "page absent";

export interface LastHandover {
  readonly outcome: "done" | HandoverFailure;
  readonly at: number;
}

export function ordered(order: Pick<Handover, "by" | "from" | "wanted">, now: number): Handover {
  return { ...order, since: now, asked: [], lastAskedAt: null, offer: null };
}

export function offeredTo(
  handover: Handover,
  officer: UserId,
  at: number,
  deadline: number,
  newRound: boolean,
): Handover {
  return {
    ...handover,
    asked: newRound ? [] : handover.asked,
    offer: { officer, at, deadline, invited: false, lent: false },
  };
}

/** Nobody comes from this offer: somebody else is looked for. */
export function withoutOffer(handover: Handover, officer: UserId, at: number): Handover {
  return { ...handover, asked: [...handover.asked, officer], lastAskedAt: at, offer: null };
}

/** One person was wanted and does not come: then it is over. */
export function isInVain(handover: Handover): boolean {
  return handover.wanted.kind === "officer";
}

export interface Candidate {
  readonly userId: UserId;
  readonly corps: Corps;
  readonly skills: readonly string[];
}

export function suits(wanted: Wanted, officer: Candidate): boolean {
  switch (wanted.kind) {
    case "officer":
      return officer.userId === wanted.userId;
    case "corps":
      return officer.corps === wanted.corps;
    case "anyone":
      return wanted.skill === null || officer.skills.includes(wanted.skill);
  }
}

/** What an active conversation decides about a handover: who is let in, who goes, what runs out. */
import type { UserId } from "@abri/contract";
import { type Handover, isInVain } from "./handover.ts";
import {
  type Active,
  type Command,
  type Decision,
  type Event,
  happens,
  inviteBy,
  type Limits,
  NOTHING,
  refuse,
  stranger,
} from "./lifecycle.ts";

/** Somebody who is not yet in the conversation: named for it, or a stranger. */
export function decideComing(
  handover: Handover | undefined,
  { type, member }: Extract<Command, { type: "invited" | "joined" }>,
  now: number,
): Decision {
  if (handover === undefined) return stranger(member);
  const { offer, from, asked } = handover;
  if (offer === null) {
    // They accepted just as their time ran out, and nobody else has been asked since: welcome.
    return type === "joined" && asked.includes(member)
      ? happens({ type: "handedOver", from, to: member, at: now })
      : stranger(member);
  }
  if (offer.officer !== member) return stranger(member);
  if (type === "joined") return happens({ type: "handedOver", from, to: member, at: now });
  return offer.invited ? NOTHING : happens({ type: "handoverInvited", officer: member });
}

export function decideLeft(
  { officers, handover }: Active,
  { member, by }: Extract<Command, { type: "left" }>,
  now: number,
): Decision {
  if (officers.includes(member)) {
    if (by === "desk") return happens({ type: "takenBack", officer: member });
    // Somebody has been asked already: the conversation goes on with them.
    return officers.length > 1 || handover !== undefined
      ? happens({ type: "left", officer: member })
      : happens({ type: "left", officer: member }, { type: "closed", reason: "officer", at: now });
  }
  if (handover?.offer?.officer !== member || by === "desk") return NOTHING;
  return happens(...refused(handover, member, "declined", now));
}

export function decideHandoverOffer(
  { officers, handover }: Active,
  { officer, deadline, newRound }: Extract<Command, { type: "offer" }>,
  now: number,
): Decision {
  if (handover?.offer !== null) return refuse("wrong-phase");
  if (officers.includes(officer)) return refuse("already-in-it");
  if (!newRound && handover.asked.includes(officer)) return refuse("already-asked");
  return happens({ type: "handoverOffered", officer, at: now, deadline, newRound });
}

/** What of a handover runs out: the time of an offer, or of all of it. */
export function lapsed(
  { handover }: Active,
  { limits }: Extract<Command, { type: "tick" }>,
  now: number,
): readonly Event[] {
  if (handover === undefined) return [];
  const { offer } = handover;
  if (offer === null)
    return now < handover.since + limits.handover
      ? []
      : [{ type: "handoverFailed", why: "nobody", offered: null, at: now }];
  if (!offer.invited && !offer.lent && now >= inviteBy(offer, limits)) {
    // Whether the page has not heard of it or could not do it: with somebody in the room who can invite there is another way.
    const deadline = now + (offer.deadline - offer.at);
    return [{ type: "handoverLent", officer: offer.officer, deadline }];
  }
  if (now < offer.deadline) return [];
  return refused(handover, offer.officer, offer.invited ? "timed out" : "page absent", now);
}

function refused(
  handover: Handover,
  officer: UserId,
  how: "declined" | "timed out" | "page absent",
  at: number,
): readonly Event[] {
  return [
    { type: "handoverRefused", officer, how, at },
    ...(isInVain(handover) ? [{ type: "handoverFailed", why: how, offered: null, at } as const] : []),
  ];
}

/** When something of a handover may next run out. */
export function handoverDeadline({ handover }: Active, limits: Limits): number {
  if (handover === undefined) return Number.POSITIVE_INFINITY;
  const { offer, since } = handover;
  if (offer === null) return since + limits.handover;
  return offer.invited || offer.lent ? offer.deadline : inviteBy(offer, limits);
}

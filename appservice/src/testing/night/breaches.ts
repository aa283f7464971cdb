/** What must never be so at a desk, said of one moment of it; empty when all is well. */
import type { UserId } from "@abri/contract";
import { inOrder, type Queued } from "../../domain/choose.ts";
import { namedOfficers } from "../../domain/conversation.ts";
import { suits } from "../../domain/handover.ts";
import type { Moment } from "./night.ts";
import type { SimulatedOfficer } from "./people.ts";

export function breaches(
  { living, onDuty, matched }: Moment,
  officers: readonly SimulatedOfficer[],
): readonly string[] {
  const loads = new Map<UserId, number>();
  const twice: string[] = [];
  for (const { id, state, training } of living) {
    const named = namedOfficers(state);
    for (const one of training ? [] : named) loads.set(one, (loads.get(one) ?? 0) + 1);
    if (new Set(named).size !== named.length) twice.push(`${id} names somebody twice`);
  }
  return [
    ...twice,
    ...officers
      .filter(({ userId, capacity }) => (loads.get(userId) ?? 0) > capacity)
      .map(({ userId }) => `${userId} has more than they can take`),
    ...(matched?.offers ?? []).flatMap(({ conversation, officer: asked }) => {
      const officer = officers.find(({ userId }) => userId === asked);
      if (officer === undefined || !officer.attested || !onDuty.has(asked))
        return [`${asked} was asked and is not there`];
      const order = inOrder(matched?.waited ?? []);
      const left = order.filter(({ id }) => matched?.offers.some((offer) => offer.conversation === id) === false);
      if (order.find(({ id }) => id === conversation)?.training === true && left.some(({ training }) => !training))
        return [`${conversation} is an exercise, and a victim waits`];
      const before = order.slice(
        0,
        order.findIndex(({ id }) => id === conversation),
      );
      return before
        .filter((one) => left.includes(one))
        .filter((one) => mayHave(one, officer))
        .map(({ id }) => `${id} was overtaken by ${conversation}`);
    }),
  ];
}

function mayHave({ asked, handover }: Queued, officer: SimulatedOfficer): boolean {
  if (asked.includes(officer.userId)) return false;
  return handover === undefined || (suits(handover.wanted, officer) && !handover.present.includes(officer.userId));
}

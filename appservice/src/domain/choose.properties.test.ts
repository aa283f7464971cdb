/** What holds of every choice, whatever the queue and the officers: tried on thousands of desks made at random. */
import type { ConversationId, Corps, UserId } from "@abri/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  choose,
  inOrder,
  isFree,
  loadedFor,
  type Offer,
  type Officer,
  type Queued,
  rank,
  ROUND_PAUSE_MS,
} from "./choose.ts";
import { suits } from "./handover.ts";

const NOW = 1_000_000;
const RUNS = 2_000;
const CORPS = ["police", "gendarmerie"] as const;
const SKILLS = ["home", "online", "school", "en", "nl"] as const;
const nameOf = (n: number): UserId => `@o${n}:${corpsOf(n)}.example` as UserId;
const corpsOf = (n: number): Corps => CORPS[n % 2] ?? "police";
const idOf = (n: number): ConversationId => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` as ConversationId;

const someOfficers = (count: number) => fc.uniqueArray(fc.nat(count), { maxLength: 5 }).map((all) => all.map(nameOf));
const anOfficer = (n: number): fc.Arbitrary<Officer> =>
  fc.record({
    userId: fc.constant(nameOf(n)),
    corps: fc.constant(corpsOf(n)),
    onDuty: fc.boolean(),
    onBreak: fc.boolean(),
    attested: fc.boolean(),
    capacity: fc.integer({ min: 1, max: 4 }),
    skills: fc.subarray([...SKILLS]),
    load: fc.nat(4),
    trainingLoad: fc.nat(2),
    lastAskedAt: fc.option(fc.integer({ min: NOW - 9, max: NOW })),
  });
const aHandover = fc.record({
  wanted: fc.oneof(
    fc.record({ kind: fc.constant("anyone" as const), skill: fc.option(fc.constantFrom(...SKILLS)) }),
    fc.record({ kind: fc.constant("corps" as const), corps: fc.constantFrom(...CORPS) }),
    fc.record({ kind: fc.constant("officer" as const), userId: fc.nat(7).map(nameOf) }),
  ),
  present: someOfficers(7),
});
const aQueued = (n: number): fc.Arbitrary<Queued> =>
  fc.record({
    id: fc.constant(idOf(n)),
    situation: fc.constantFrom("home", "online", "school", "unsaid"),
    urgency: fc.constantFrom("normal", "danger"),
    language: fc.constantFrom("fr", "en", "nl"),
    training: fc.boolean(),
    // Few values, so that many came at the same moment.
    readySince: fc.integer({ min: NOW - 5, max: NOW }),
    asked: someOfficers(7),
    lastAskedAt: fc.constantFrom(null, NOW - ROUND_PAUSE_MS, NOW - 1),
    before: fc.option(someOfficers(7), { nil: undefined }),
    handover: fc.option(aHandover, { nil: undefined, freq: 4 }),
  });
const aDesk = fc.tuple(fc.nat(8), fc.nat(14)).chain(([officers, conversations]) =>
  fc.record({
    officers: fc.tuple(...Array.from({ length: officers }, (_, n) => anOfficer(n))),
    queue: fc.tuple(...Array.from({ length: conversations }, (_, n) => aQueued(n))),
  }),
);
interface Desk {
  readonly queue: readonly Queued[];
  readonly officers: readonly Officer[];
}

const holds = (property: (desk: Desk, offers: readonly Offer[]) => void): void =>
  fc.assert(
    fc.property(aDesk, (desk) => property(desk, choose(desk.queue, desk.officers, NOW))),
    { numRuns: RUNS },
  );
const officerOf = ({ officers }: Desk, { officer }: Offer): Officer => {
  const found = officers.find(({ userId }) => userId === officer);
  if (found === undefined) throw new Error("an officer who is not there was asked");
  return found;
};
const conversationOf = ({ queue }: Desk, { conversation }: Offer): Queued => {
  const found = queue.find(({ id }) => id === conversation);
  if (found === undefined) throw new Error("a conversation that does not wait was offered");
  return found;
};
/** The desk as it is when these offers have been made. */
const after = ({ queue, officers }: Desk, offers: readonly Offer[]): Desk => ({
  queue: queue.filter(({ id }) => !offers.some(({ conversation }) => conversation === id)),
  officers: officers.map((one) => {
    const given = offers.filter(({ officer }) => officer === one.userId);
    const exercises = given.filter(({ conversation }) => queue.find(({ id }) => id === conversation)?.training);
    return {
      ...one,
      load: one.load + given.length - exercises.length,
      trainingLoad: one.trainingLoad + exercises.length,
    };
  }),
});
/** Could this officer, had they room, be asked for it now? */
function isAskable(one: Queued, officer: Officer, newRound: boolean): boolean {
  const { handover } = one;
  const wanted =
    handover === undefined || (suits(handover.wanted, officer) && !handover.present.includes(officer.userId));
  return (
    officer.onDuty &&
    !officer.onBreak &&
    officer.attested &&
    wanted &&
    (newRound || !one.asked.includes(officer.userId))
  );
}

describe("whatever the queue and the officers", () => {
  it("nobody is given more than they can take, and nobody who is not there", () => {
    holds((desk, offers) => {
      for (const offer of offers) expect(isFree({ ...officerOf(desk, offer), load: 0 })).toBe(true);
      for (const { load, trainingLoad, capacity, userId } of after(desk, offers).officers) {
        const given = offers.filter(({ officer }) => officer === userId).map((offer) => conversationOf(desk, offer));
        expect(load <= capacity || !given.some(({ training }) => !training)).toBe(true);
        expect(load + trainingLoad <= capacity || !given.some(({ training }) => training)).toBe(true);
      }
    });
  });

  it("each conversation is offered to one, who may be asked for it", () => {
    holds((desk, offers) => {
      expect(new Set(offers.map(({ conversation }) => conversation)).size).toBe(offers.length);
      for (const offer of offers)
        expect(isAskable(conversationOf(desk, offer), officerOf(desk, offer), offer.newRound)).toBe(true);
    });
  });

  it("nobody is asked twice in a round, and a round begins after its pause, when there is nobody else", () => {
    holds((desk, offers) => {
      for (const offer of offers.filter(({ newRound }) => newRound)) {
        const one = conversationOf(desk, offer);
        expect(one.asked.length > 0 && NOW >= (one.lastAskedAt ?? 0) + ROUND_PAUSE_MS).toBe(true);
        const others = after(desk, offers).officers.filter(
          (officer) => isAskable(one, officer, false) && isFree(loadedFor(one, officer)),
        );
        expect(others).toEqual([]);
      }
    });
  });

  it("danger is first, and nobody of a class is overtaken by who came later", () => {
    holds((desk, offers) => {
      const order = inOrder(desk.queue);
      for (const [n, one] of order.entries()) {
        const next = order[n + 1];
        if (next !== undefined)
          expect(rank(one) < rank(next) || (rank(one) === rank(next) && one.readySince <= next.readySince)).toBe(true);
        if (offers.some(({ conversation }) => conversation === one.id)) continue;
        // Whoever was given something later in the order had room when it was this one's turn: they may not be asked for this one.
        const later = order.slice(n + 1).map(({ id }) => id);
        for (const offer of offers.filter(({ conversation }) => later.includes(conversation)))
          expect(isAskable(one, officerOf(desk, offer), false)).toBe(false);
      }
    });
  });

  it("no exercise is offered while a victim waits, and none takes a place from a victim", () => {
    holds(({ queue, officers }, offers) => {
      const waits = queue.filter(
        ({ id, training }) => !training && !offers.some(({ conversation }) => conversation === id),
      );
      const exercises = queue.filter(({ training }) => training);
      const isExercise = ({ conversation }: Offer): boolean => exercises.some(({ id }) => id === conversation);
      expect(waits.length === 0 || !offers.some(isExercise)).toBe(true);
      const withoutThem = queue.filter(({ training }) => !training);
      expect(choose(withoutThem, officers, NOW)).toEqual(offers.filter((offer) => !isExercise(offer)));
    });
  });

  it("nobody waits whom somebody could be given: there is nothing more to offer afterwards", () => {
    holds((desk, offers) => {
      const then = after(desk, offers);
      expect(choose(then.queue, then.officers, NOW)).toEqual([]);
    });
  });

  it("neither the order in which they are told, nor another call, changes what is chosen; nothing given is changed", () => {
    holds((desk, offers) => {
      const told = structuredClone(desk);
      expect(choose(desk.queue.toReversed(), desk.officers.toReversed(), NOW)).toEqual(offers);
      expect(desk).toEqual(told);
    });
  });
});

/** Forty officers of two corps, two hundred who wait: a whole night on a simulated clock, looked at after each step. */
import type { ConversationId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import { breaches } from "../testing/night/breaches.ts";
import { fairness, jain } from "../testing/night/fairness.ts";
import { aNight, type Moment, type Night } from "../testing/night/night.ts";
import { type SimulatedOfficer, someOfficers } from "../testing/night/people.ts";

const VICTIMS = 200;
const EXERCISES = 20;
const SEEDS = [1, 2, 3];
const MINUTE = 60_000;

interface Looked {
  readonly night: Night;
  readonly breaches: readonly string[];
  readonly mostWaiting: number;
}
const nights = new Map<number, Promise<Looked>>();
/** Once for each seed. */
function lookedAt(seed: number): Promise<Looked> {
  const night = nights.get(seed) ?? look(seed);
  nights.set(seed, night);
  return night;
}
async function look(seed: number): Promise<Looked> {
  const found: string[] = [];
  let mostWaiting = 0;
  const night = await aNight(seed, { victims: VICTIMS, exercises: EXERCISES }, (moment, officers) => {
    found.push(...breaches(moment, officers));
    mostWaiting = Math.max(
      mostWaiting,
      moment.living.filter(({ state, training }) => state.phase === "waiting" && !training).length,
    );
  });
  return { night, breaches: found, mostWaiting };
}

describe.each(SEEDS)("a night (%i)", (seed) => {
  it("really has two hundred who wait, and all that can happen to an offer", async () => {
    const { night, mostWaiting } = await lookedAt(seed);
    expect(mostWaiting).toBe(VICTIMS);
    expect(night.officers).toHaveLength(40);
    const happened = ["declined", "timedOut", "in danger now", "handed over", "took over", "closed: emergency"];
    for (const what of happened) expect(night.audited.get(what), what).toBeGreaterThan(0);
  });

  it("gives nobody more than they can take, asks nobody who is not there, serves victims first, danger first, and each class in order", async () => {
    expect((await lookedAt(seed)).breaches).toEqual([]);
  });

  it("loses nobody and doubles nobody", async () => {
    const { night } = await lookedAt(seed);
    expect(night.ended).toHaveLength(VICTIMS + EXERCISES);
    expect(night.answered.some(({ victim }) => victim.training)).toBe(true);
    const answered = night.ended.filter(({ reason }) => reason === "officer");
    expect(night.ended.filter(({ reason }) => reason !== "officer" && reason !== "emergency")).toEqual([]);
    expect(night.answered).toHaveLength(answered.length);
    expect(new Set(night.answered.map(({ conversation }) => conversation)).size).toBe(answered.length);
  });

  it("shares out evenly, between officers and between corps, and lets those in danger wait least", async () => {
    const { jain: index, perPlace, waits } = fairness((await lookedAt(seed)).night);
    expect(index).toBeGreaterThan(0.9);
    const corps = perPlace.police / perPlace.gendarmerie;
    expect(Math.max(corps, 1 / corps)).toBeLessThan(1.25);
    expect(waits.danger.median).toBeLessThan(MINUTE);
    expect(waits.danger.worst).toBeLessThan(waits.normal.median);
  });
});

describe("what is looked for would be found", () => {
  const [amina, bruno] = someOfficers(() => 0);
  if (amina === undefined || bruno === undefined) throw new Error("nobody is there");
  const officers = [amina, bruno];
  const id = (n: number) => `conversation-${n}` as ConversationId;
  const active = (n: number, ...names: [SimulatedOfficer, ...SimulatedOfficer[]]): StoredConversation => {
    const [first, ...rest] = names.map(({ userId }) => userId);
    const state = { phase: "active", readySince: 0, officers: [first, ...rest], page: "here" } as Conversation;
    return { id: id(n), state, training: false } as StoredConversation;
  };
  const waits = (n: number, urgency: "normal" | "danger") => ({
    ...({
      id: id(n),
      situation: "home",
      urgency,
      language: "fr",
      readySince: n,
      training: false,
      asked: [],
      lastAskedAt: null,
    } as const),
  });
  const offered = {
    waited: [waits(1, "normal"), waits(2, "danger")],
    offers: [{ conversation: id(1), officer: amina.userId }],
  };
  const calm: Moment = { living: [], onDuty: new Set([amina.userId]), matched: null };
  it.each<[string, Moment, number]>([
    ["nothing", calm, 0],
    ["one within what they can take", { ...calm, living: [active(1, amina)] }, 0],
    ["one more than they can take", { ...calm, living: [active(1, amina), active(2, amina)] }, 1],
    ["the same officer twice", { ...calm, living: [active(1, bruno, bruno)] }, 2],
    ["danger that was overtaken", { ...calm, matched: offered }, 1],
    [
      "danger that this officer has refused",
      {
        ...calm,
        matched: { ...offered, waited: [waits(1, "normal"), { ...waits(2, "danger"), asked: [amina.userId] }] },
      },
      0,
    ],
    [
      "who came first and was overtaken",
      { ...calm, matched: { ...offered, waited: [waits(0, "normal"), waits(1, "normal")] } },
      1,
    ],
    [
      "an exercise while a victim waits",
      { ...calm, matched: { ...offered, waited: [{ ...waits(1, "normal"), training: true }, waits(2, "normal")] } },
      1,
    ],
    [
      "somebody who is not there",
      { ...calm, onDuty: new Set(), matched: { ...offered, waited: [waits(1, "normal")] } },
      1,
    ],
  ])("%s", (_what, moment, count) => {
    expect(breaches(moment, officers)).toHaveLength(count);
  });

  it("and an uneven night would show", () => {
    expect(jain([1, 1, 1, 1])).toBe(1);
    expect(jain([4, 0, 0, 0])).toBe(0.25);
  });
});

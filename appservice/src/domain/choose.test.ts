import type { ConversationId, UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { choose, nextRoundAt, ROUND_PAUSE_MS, type Officer, type Queued } from "./choose.ts";

const NOW = 1_000_000;
const id = (n: number): ConversationId => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` as ConversationId;
const officer = (name: string, over: Partial<Officer> = {}): Officer => ({
  userId: `@${name}:police.example` as UserId,
  corps: "police",
  onDuty: true,
  onBreak: false,
  attested: true,
  capacity: 3,
  skills: [],
  load: 0,
  trainingLoad: 0,
  lastAskedAt: null,
  ...over,
});
const queued = (n: number, over: Partial<Queued> = {}): Queued => ({
  id: id(n),
  situation: "online",
  urgency: "normal",
  language: "fr",
  training: false,
  readySince: NOW - 1_000 + n,
  asked: [],
  lastAskedAt: null,
  ...over,
});
const amina = officer("amina");
const bruno = officer("bruno");
const claire = officer("claire", { corps: "gendarmerie" });
const chosen = (queue: Queued[], officers: Officer[]): (string | undefined)[] =>
  queue.map((one) => choose(queue, officers, NOW).find((offer) => offer.conversation === one.id)?.officer);

describe("who is asked", () => {
  const cases: [string, Queued[], Officer[], (Officer | undefined)[]][] = [
    ["nobody there", [queued(1)], [], [undefined]],
    ["off duty", [queued(1)], [{ ...amina, onDuty: false }], [undefined]],
    ["on a break", [queued(1)], [{ ...amina, onBreak: true }], [undefined]],
    ["not attested", [queued(1)], [{ ...amina, attested: false }, bruno], [bruno]],
    ["no room left", [queued(1)], [{ ...amina, load: 3 }, bruno], [bruno]],
    ["who answered before", [queued(1, { before: [bruno.userId] })], [amina, { ...bruno, load: 2 }], [bruno]],
    [
      "somebody else, when who answered before has no room",
      [queued(1, { before: [bruno.userId] })],
      [amina, { ...bruno, load: 3 }],
      [amina],
    ],
    [
      "a handover: only whom it wants, and not who is in it",
      [queued(1, { handover: { wanted: { kind: "corps", corps: "police" }, present: [amina.userId] } })],
      [amina, bruno, claire],
      [bruno],
    ],
    [
      "a handover to one person, who has no room",
      [queued(1, { handover: { wanted: { kind: "officer", userId: bruno.userId }, present: [amina.userId] } })],
      [amina, { ...bruno, load: 3 }, claire],
      [undefined],
    ],
    [
      "a handover for a skill",
      [queued(1, { handover: { wanted: { kind: "anyone", skill: "nl" }, present: [amina.userId] } })],
      [amina, bruno, { ...claire, load: 2, skills: ["nl"] }],
      [claire],
    ],
    [
      "a handover waits among the others since it was ordered",
      [queued(3, { handover: { wanted: { kind: "anyone", skill: null }, present: [amina.userId] } }), queued(2)],
      [{ ...bruno, capacity: 1 }],
      [undefined, bruno],
    ],
    ["least loaded", [queued(1)], [{ ...amina, load: 1 }, bruno], [bruno]],
    [
      "longest idle",
      [queued(1)],
      [
        { ...amina, lastAskedAt: 20 },
        { ...bruno, lastAskedAt: 10 },
      ],
      [bruno],
    ],
    ["never asked before asked", [queued(1)], [{ ...amina, lastAskedAt: 20 }, bruno], [bruno]],
    ["skill before load", [queued(1)], [amina, { ...bruno, load: 2, skills: ["online"] }], [bruno]],
    [
      "language before situation",
      [queued(1, { language: "nl" })],
      [
        { ...amina, skills: ["online"] },
        { ...bruno, load: 2, skills: ["nl"] },
      ],
      [bruno],
    ],
    ["somebody without the language, when nobody has it", [queued(1, { language: "nl" })], [amina], [amina]],
    ["another skill does not exclude", [queued(1)], [{ ...amina, skills: ["school"] }], [amina]],
    ["not whom this round has asked", [queued(1, { asked: [amina.userId] })], [amina, { ...bruno, load: 2 }], [bruno]],
    [
      "the other corps when one was asked in vain",
      [queued(1, { asked: [amina.userId] })],
      [amina, bruno, { ...claire, load: 2 }],
      [claire],
    ],
    [
      "a victim before an exercise, even one in danger that came first",
      [queued(1, { training: true, urgency: "danger" }), queued(2)],
      [{ ...amina, capacity: 1 }],
      [undefined, amina],
    ],
    ["an exercise, when nobody else waits", [queued(1, { training: true })], [amina], [amina]],
    [
      "no exercise while a victim waits whom nobody can be given",
      [queued(1, { training: true }), queued(2, { asked: [amina.userId], lastAskedAt: NOW })],
      [amina],
      [undefined, undefined],
    ],
    [
      "two exercises, although one of them waits",
      [queued(1, { training: true, asked: [amina.userId], lastAskedAt: NOW }), queued(2, { training: true })],
      [amina],
      [undefined, amina],
    ],
    [
      "no exercise on top of what one can take",
      [queued(1, { training: true })],
      [{ ...amina, load: 1, trainingLoad: 2 }],
      [undefined],
    ],
    ["a victim on top of exercises", [queued(1)], [{ ...amina, trainingLoad: 3 }], [amina]],
    ["whoever is not in an exercise first", [queued(1)], [{ ...amina, trainingLoad: 1 }, bruno], [bruno]],
    ["two at once go to two", [queued(1), queued(2)], [amina, bruno], [amina, bruno]],
    ["first come first served", [queued(2), queued(1)], [{ ...amina, capacity: 1 }], [undefined, amina]],
    [
      "danger before who came first",
      [queued(1), queued(2, { urgency: "danger" })],
      [{ ...amina, capacity: 1 }],
      [undefined, amina],
    ],
    [
      "first come first served among those in danger",
      [queued(3), queued(2, { urgency: "danger" }), queued(1, { urgency: "danger" })],
      [{ ...amina, capacity: 1 }],
      [undefined, undefined, amina],
    ],
    [
      "capacity is never exceeded",
      [queued(1), queued(2), queued(3)],
      [{ ...amina, capacity: 2 }],
      [amina, amina, undefined],
    ],
  ];
  it.each(cases)("%s", (_name, queue, officers, expected) => {
    expect(chosen(queue, officers)).toEqual(expected.map((one) => one?.userId));
  });
});

describe("rounds", () => {
  const asked = (lastAskedAt: number): Queued => queued(1, { asked: [amina.userId], lastAskedAt });
  it("waits before the next round", () => {
    expect(choose([asked(NOW - ROUND_PAUSE_MS + 1)], [amina], NOW)).toEqual([]);
    expect(nextRoundAt([asked(NOW - ROUND_PAUSE_MS + 1)], NOW)).toBe(NOW + 1);
  });
  it("then asks again", () => {
    expect(choose([asked(NOW - ROUND_PAUSE_MS)], [amina], NOW)).toEqual([
      { conversation: id(1), officer: amina.userId, newRound: true },
    ]);
    expect(nextRoundAt([asked(NOW - ROUND_PAUSE_MS)], NOW)).toBeNull();
  });
  it("does not begin while somebody with room has not been asked", () => {
    expect(choose([asked(0)], [amina, bruno], NOW)).toEqual([
      { conversation: id(1), officer: bruno.userId, newRound: false },
    ]);
  });
  it("begins when the others have just been given all that they can take", () => {
    const first = queued(0);
    expect(choose([first, asked(0)], [amina, { ...bruno, load: 2, skills: ["online"] }], NOW)).toEqual([
      { conversation: first.id, officer: bruno.userId, newRound: false },
      { conversation: id(1), officer: amina.userId, newRound: true },
    ]);
  });
  it("begins when the others are full", () => {
    expect(choose([asked(0)], [amina, { ...bruno, load: 3 }], NOW)[0]).toMatchObject({ newRound: true });
  });
});

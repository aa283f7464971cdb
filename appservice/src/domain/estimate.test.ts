import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeskNow, estimateMinutes } from "./estimate.ts";

const OFFER = 60_000;
const desk = (over: Partial<DeskNow>): DeskNow => ({ freePlaces: 0, someoneOnDuty: true, answered: 0, ...over });

describe("within how many minutes", () => {
  it.each<[string, number, DeskNow, number | null]>([
    ["nobody on duty", 1, desk({ someoneOnDuty: false, answered: 60 }), null],
    ["a free place for the first", 1, desk({ freePlaces: 1 }), 2],
    ["a free place for the third", 3, desk({ freePlaces: 3 }), 2],
    ["no free place and nothing seen yet", 1, desk({}), null],
    ["no free place and too little seen", 1, desk({ answered: 3 }), null],
    ["one place every five minutes, first", 1, desk({ answered: 12 }), 10],
    ["one place every five minutes, second behind one free place", 2, desk({ answered: 12, freePlaces: 1 }), 10],
    ["one place a minute, tenth", 10, desk({ answered: 60 }), 15],
    ["further than an hour", 20, desk({ answered: 6 }), null],
  ])("%s", (_name, position, now, minutes) => {
    expect(estimateMinutes(position, now, OFFER)).toBe(minutes);
  });

  it("never promises less to who comes later", () => {
    const anyDesk = fc.record({
      freePlaces: fc.nat(30),
      someoneOnDuty: fc.boolean(),
      answered: fc.nat(200),
    });
    fc.assert(
      fc.property(anyDesk, fc.integer({ min: 1, max: 50 }), (now, position) => {
        const first = estimateMinutes(position, now, OFFER) ?? Infinity;
        expect(estimateMinutes(position + 1, now, OFFER) ?? Infinity).toBeGreaterThanOrEqual(first);
      }),
    );
  });
});

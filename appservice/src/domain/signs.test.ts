import type { UserId } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { type Conversation, decide, type Limits } from "./conversation.ts";
import { goneAt, lostAt, type Patience, presenceOf, type Signs } from "./signs.ts";
import { LIMITS } from "./testing/limits.ts";

const HEARD = 1_000_000;
const patience: Patience = { held: 30_000, lost: 15_000, silence: 180_000, idle: 600_000 };
const shown: Signs = { heardAt: HEARD, hungUpAt: null, page: "shown" };
const hungUp: Signs = { ...shown, hungUpAt: HEARD + 2_000 };
const back: Signs = { ...shown, hungUpAt: HEARD - 1 };
const hidden: Signs = { ...hungUp, page: "hidden" };
const closed: Signs = { ...hungUp, page: "closed" };

describe("a page's silence", () => {
  it.each<[string, Signs, number, ReturnType<typeof presenceOf>]>([
    ["holds a request open", shown, 44_999, "here"],
    ["has ended none, and another should have come", shown, 45_000, "lost"],
    ["has hung up just now", hungUp, 16_999, "here"],
    ["has hung up, and has not come back", hungUp, 17_000, "lost"],
    ["was heard of after it had hung up", back, 44_999, "here"],
    ["is in the background, and still there", hidden, 16_999, "here"],
    ["is in the background, and silent: a phone that sleeps", hidden, 17_000, "away"],
    ["has said that it is gone", closed, 0, "closed"],
  ])("%s", (_name, signs, after, expected) => {
    expect(presenceOf(signs, patience, HEARD + after)).toBe(expected);
  });

  it.each<[string, Signs, number]>([
    ["in sight", hungUp, 2_000 + patience.silence],
    ["in sight, without a hang-up", shown, patience.held + patience.silence],
    ["in the background", hidden, patience.idle],
    ["closed", closed, patience.idle],
  ])("is for good after a while: %s", (_name, signs, after) => {
    expect(goneAt(signs, patience)).toBe(HEARD + after);
  });

  it.each([shown, hungUp, hidden, closed])("is never for good before the officers were told: %j", (signs) => {
    expect(lostAt(signs, patience)).toBeLessThan(goneAt(signs, patience));
  });
});

describe("what the officers are told of it", () => {
  const limits: Limits = { ...LIMITS, ...patience };
  const active = (page: "here" | "lost"): Conversation => ({
    phase: "active",
    readySince: HEARD,
    officers: ["@amina:police.example" as UserId],
    page,
  });
  const tick = (state: Conversation, signs: Signs, after: number) =>
    decide(state, { type: "tick", signs, limits }, HEARD + after);

  it.each<[string, Conversation, Signs, number, unknown[]]>([
    ["nothing while it is there", active("here"), shown, 1_000, []],
    ["lost", active("here"), hungUp, 17_000, [{ type: "pageSeen", page: "lost" }]],
    ["nothing twice", active("lost"), hungUp, 18_000, []],
    ["that it is back", active("lost"), back, 1_000, [{ type: "pageSeen", page: "here" }]],
    ["that it is closed", active("here"), closed, 0, [{ type: "pageSeen", page: "closed" }]],
    ["the end", active("lost"), hungUp, 182_000, [{ type: "closed", reason: "idle", at: HEARD + 182_000 }]],
  ])("%s", (_name, state, signs, after, events) => {
    expect(tick(state, signs, after)).toEqual({ ok: true, events });
  });
});

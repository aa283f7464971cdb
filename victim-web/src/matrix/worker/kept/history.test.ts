import { type OfficerView, UserId } from "@abri/contract";
import { describe, expect, it, vi } from "vitest";
import { History } from "./history.ts";

const AMINA: OfficerView = { userId: UserId.parse("@amina:police"), corps: "police", number: 3 };

describe("the history of verified sessions", () => {
  it("vouches only for what it named before, and has come back, and as the same person's", () => {
    const before = new History();
    before.note("a", "@victim-1:victims");
    before.note("b", "@amina:police");
    // Who was first stays: a session is nobody else's later.
    before.note("b", "@mallory:police");

    const after = new History();
    after.take(before.toJson());
    after.restore(["b"]);
    after.note("c", "@amina:police");
    const vouched = (sessionId: string, sender: string) => after.vouchesFor(sessionId, sender);
    expect(vouched("b", "@amina:police")).toBe(true);
    expect([vouched("b", "@mallory:police"), vouched("a", "@victim-1:victims"), vouched("c", "@amina:police")]).toEqual(
      [false, false, false],
    );
    const { sessions } = JSON.parse(after.toJson()) as { sessions: unknown };
    expect(sessions).toEqual({ "@victim-1:victims": ["a"], "@amina:police": ["b", "c"] });
  });

  it("knows the officers whom the desk had named", () => {
    const before = new History();
    const changed = vi.fn();
    before.whenChanged(changed);
    for (const officers of [[], [AMINA], [AMINA]]) before.remember(officers);
    expect(changed).toHaveBeenCalledTimes(1);
    const after = new History();
    after.take(before.toJson());
    expect(after.officers()).toEqual([AMINA]);
  });

  it("tells of what is new, and keeps to what the gateway takes", () => {
    const history = new History();
    const changed = vi.fn();
    history.whenChanged(changed);
    for (let i = 0; i < 2_000; i += 1) history.note(String(i).padStart(43, "s"), "@victim-1:victims");
    history.note("s".repeat(39) + "1999", "@victim-1:victims");
    expect(changed).toHaveBeenCalledTimes(2_000);
    const officers = Array.from({ length: 200 }, (_, i) => UserId.parse(`@${"o".repeat(60)}${i}:police.example.org`));
    history.remember(officers.map((userId) => ({ ...AMINA, userId })));
    expect(history.toJson().length * (4 / 3)).toBeLessThan(48 * 1024);
    expect(history.toJson()).toContain("1999");
  });

  it.each([
    "",
    "[]",
    '{"sessions":{"@a:b":"c"},"officers":[]}',
    '{"sessions":{"@a:b":[1]},"officers":[]}',
    '{"sessions":{},"officers":[{"userId":"@a:b","corps":"army","number":1}]}',
  ])("is not taken from %j", (json) => {
    expect(() => new History().take(json)).toThrow();
  });
});

import { describe, expect, it } from "vitest";
import { Attempts, networkOf } from "./attempts.ts";

const NOW = 1_700_000_000_000;
const HERE = "192.0.2.1";

/** What happens to wrong tries that come as early as they are let. */
function waits(attempts: Attempts, address: string, times: number, from = NOW): number[] {
  let now = from;
  return Array.from({ length: times }, () => {
    const refused = attempts.begin(address, now);
    const ms = refused.kind === "wait" ? refused.ms : 0;
    now += ms;
    const turn = refused.kind === "wait" ? attempts.begin(address, now) : refused;
    if (turn.kind !== "try") throw new Error("waited, and still refused");
    turn.done();
    return ms;
  });
}

describe("wrong phrases from one network", () => {
  it("are free three times, then wait twice as long each time", () => {
    expect(waits(new Attempts(), HERE, 8)).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it("never wait longer than a quarter of an hour", () => {
    expect(Math.max(...waits(new Attempts(), HERE, 30))).toBeLessThanOrEqual(15 * 60_000);
  });

  it("do not keep another network waiting", () => {
    const attempts = new Attempts();
    waits(attempts, HERE, 8);
    expect(waits(attempts, "192.0.2.2", 3)).toEqual([0, 0, 0]);
  });

  it("are forgiven with time", () => {
    const attempts = new Attempts();
    waits(attempts, HERE, 4);
    expect(waits(attempts, HERE, 1, NOW + 3_600_000)).toEqual([0]);
  });

  it("count although they come at the same time", () => {
    const attempts = new Attempts();
    const turns = Array.from({ length: 20 }, () => attempts.begin(HERE, NOW).kind);
    expect(turns.filter((kind) => kind === "try")).toHaveLength(3);
  });

  it("are not forgiven for a right one in between", () => {
    const attempts = new Attempts();
    waits(attempts, HERE, 3);
    const turn = attempts.begin(HERE, NOW + 1_000);
    if (turn.kind !== "try") throw new Error("refused");
    turn.right();
    turn.done();
    expect(attempts.begin(HERE, NOW + 1_000).kind).toBe("try");
    expect(attempts.begin(HERE, NOW + 1_000)).toMatchObject({ kind: "wait" });
  });
});

describe("wrong phrases from everywhere", () => {
  const from = (index: number): string => `198.51.${Math.floor(index / 250)}.${index % 250}`;

  it("slow every answer down, and lock nobody out", () => {
    const attempts = new Attempts();
    for (let index = 0; index < 500; index += 1) {
      const turn = attempts.begin(from(index), NOW);
      if (turn.kind === "try") turn.done();
    }
    const turn = attempts.begin(HERE, NOW);
    expect(turn).toMatchObject({ kind: "try", pauseMs: 8_000 });
    const later = attempts.begin("192.0.2.9", NOW + 600_000);
    expect(later).toMatchObject({ kind: "try", pauseMs: 0 });
  });

  it("are not held in memory without end", () => {
    const attempts = new Attempts();
    const kinds = Array.from({ length: 250 }, (_, index) => attempts.begin(from(index), NOW).kind);
    expect(kinds.filter((kind) => kind === "wait")).toHaveLength(50);
  });
});

describe("a network", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ])("of %s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

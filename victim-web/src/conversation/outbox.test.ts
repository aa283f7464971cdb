import { describe, expect, it } from "vitest";
import type { Change, Log, Mine } from "./log.ts";
import * as outbox from "./outbox.ts";
import type { Sent } from "./ports.ts";

type Delivery = Mine["delivery"];

function mine(key: string, changes: Partial<Mine> = {}): Mine {
  const [written] = outbox.write([], { key, text: `text of ${key}` });
  return { ...(written as Mine), ...changes };
}

function log(...deliveries: (Delivery | "theirs")[]): Log {
  return deliveries.map((delivery, index) =>
    delivery === "theirs"
      ? {
          kind: "theirs",
          key: `$${index}`,
          text: "x",
          sender: "@a:b",
          edited: false,
          withdrawn: false,
          officer: null,
          at: 1,
        }
      : mine(String(index), { delivery }),
  );
}

const SENT: Sent = { kind: "sent", eventId: "$a" };
const inRoom = (changes: Partial<Mine> = {}): Mine =>
  mine("a", { delivery: "sent", mayHaveLeft: true, events: ["$a"], ...changes });
const change = (kind: Change["kind"], state: Change["state"] = "waiting"): Change => ({ kind, key: "change", state });

describe("the next message to send", () => {
  it.each<[string, Log, string | null]>([
    ["nothing is written", log(), null],
    ["all is sent", log("sent", "theirs", "read"), null],
    ["one waits", log("waiting"), "0"],
    ["the oldest of those that wait", log("sent", "waiting", "theirs", "waiting"), "1"],
    ["one is on its way", log("sending", "waiting"), null],
    ["one has failed: the later ones do not overtake it", log("sent", "failed", "waiting"), null],
    ["danger overtakes one that has failed", [...log("failed", "waiting"), mine("d", { urgent: true })], "d"],
    ["danger that is sent holds nothing up", [mine("d", { urgent: true, delivery: "sent" }), ...log("waiting")], "0"],
    ["the failed one is taken away: the next may go", outbox.withdraw(log("failed", "waiting"), "0", "c"), "1"],
  ])("%s", (_name, messages, expected) => {
    expect(outbox.nextToSend(messages)?.key ?? null).toBe(expected);
  });
});

describe("what a try comes to", () => {
  it.each<[string, Partial<Mine>, Sent["kind"], Partial<Mine> | null]>([
    ["it arrives", {}, "sent", { delivery: "sent", events: ["$a"] }],
    ["the answer is lost: it may have arrived", {}, "later", { delivery: "waiting", mayHaveLeft: true }],
    ["nobody could read it: it never left", {}, "no-reader", { delivery: "waiting", mayHaveLeft: false }],
    ["nobody can read it now, but it may have left before", { mayHaveLeft: true }, "no-reader", { mayHaveLeft: true }],
    ["the server refuses it", { mayHaveLeft: true }, "refused", { delivery: "failed", mayHaveLeft: false }],
    ["withdrawn on its way, and never left: gone", { text: null }, "no-reader", null],
    ["withdrawn on its way, and refused: gone", { text: null }, "refused", null],
    ["withdrawn on its way, and perhaps there", { text: null }, "later", { text: null, mayHaveLeft: true }],
    ["edited on its way, and never left", { edited: true, change: change("edit") }, "no-reader", { change: null }],
    ["edited on its way, and there", { edited: true, change: change("edit") }, "sent", { change: change("edit") }],
  ])("%s", (_name, before, kind, expected) => {
    const [after] = outbox.settle(
      [mine("a", { delivery: "sending", ...before })],
      "a",
      kind === "sent" ? SENT : { kind },
      true,
    );
    if (expected === null) expect(after).toBeUndefined();
    else expect(after).toMatchObject(expected);
  });
});

describe("another text", () => {
  it.each<[string, Mine, Partial<Mine>]>([
    ["before it was tried: on the spot", mine("a"), { text: "b", edited: false, change: null }],
    ["after it was refused: on the spot", mine("a", { delivery: "failed" }), { text: "b", change: null }],
    ["on its way: as an edit", mine("a", { delivery: "sending" }), { text: "b", change: change("edit") }],
    ["when it may have left: as an edit", mine("a", { mayHaveLeft: true }), { text: "b", change: change("edit") }],
    ["in the room: as an edit", inRoom(), { text: "b", edited: true, change: change("edit") }],
    ["the same text: nothing", inRoom({ text: "b" }), { text: "b", edited: false, change: null }],
    ["withdrawn: nothing", inRoom({ text: null }), { text: null, change: null }],
  ])("%s", (_name, before, expected) => {
    expect(outbox.edit([before], "a", "change", "b")[0]).toMatchObject(expected);
  });

  it.each<[Sent["kind"], Partial<Mine>]>([
    ["sent", { change: null, events: ["$a", "$e"], loose: [], delivery: "sent" }],
    ["later", { change: change("edit"), loose: ["change"] }],
    ["no-reader", { change: change("edit"), loose: [] }],
    ["refused", { change: change("edit", "failed"), loose: [] }],
  ])("brought: %s", (kind, expected) => {
    const before = inRoom({ delivery: "read", change: change("edit", "sending") });
    const sent: Sent = kind === "sent" ? { kind, eventId: "$e" } : { kind };
    expect(outbox.settleEdit([before], "a", "change", sent, true)[0]).toMatchObject(expected);
  });

  it("does not lose an event that arrived after the victim had asked for something else", () => {
    const before = inRoom({
      change: { kind: "withdrawal", key: "w", state: "waiting" },
      text: null,
      loose: ["change"],
    });
    const after = outbox.settleEdit([before], "a", "change", { kind: "sent", eventId: "$e" }, true);
    expect(after[0]).toMatchObject({ events: ["$a", "$e"], loose: [], change: { key: "w", state: "waiting" } });
  });
});

describe("taking back", () => {
  it.each<[string, Mine, Partial<Mine> | null]>([
    ["what never left is simply gone", mine("a"), null],
    ["what was refused is gone", mine("a", { delivery: "failed" }), null],
    ["what is on its way", mine("a", { delivery: "sending" }), { text: null, change: change("withdrawal") }],
    ["what may have left", mine("a", { mayHaveLeft: true }), { text: null, change: change("withdrawal") }],
    ["what is in the room", inRoom(), { text: null, change: change("withdrawal") }],
    ["replaces an edit that waits", inRoom({ change: change("edit") }), { text: null, change: change("withdrawal") }],
  ])("%s", (_name, before, expected) => {
    const [after] = outbox.withdraw([before], "a", "change");
    if (expected === null) expect(after).toBeUndefined();
    else expect(after).toMatchObject(expected);
  });

  it("leaves the text nowhere", () => {
    expect(JSON.stringify(outbox.withdraw([inRoom()], "a", "change"))).not.toContain("text of a");
  });
});

describe("the next change to bring", () => {
  it.each<[string, Log, string | null]>([
    ["of a message that has not arrived: not yet", [mine("a", { mayHaveLeft: true, change: change("edit") })], null],
    ["of one that has", [inRoom({ change: change("edit") })], "a"],
    ["one that has failed waits to be asked for again", [inRoom({ change: change("edit", "failed") })], null],
    ["a failed message after it does not keep it back", [inRoom({ change: change("edit") }), ...log("failed")], "a"],
  ])("%s", (_name, messages, expected) => {
    expect(outbox.nextChange(messages)?.message.key ?? null).toBe(expected);
  });
});

describe("read", () => {
  it.each<[string, Partial<Mine>, string[], Delivery]>([
    ["its event is among those that were read", {}, ["$0", "$a"], "read"],
    ["it is not", {}, ["$0"], "sent"],
    ["only what it was before its edit", { events: ["$a", "$e"] }, ["$a"], "sent"],
    ["its edit too", { events: ["$a", "$e"] }, ["$a", "$e"], "read"],
  ])("%s", (_name, before, read, expected) => {
    expect(outbox.markRead([inRoom(before)], new Set(read))[0]).toMatchObject({ delivery: expected });
  });

  it("is never said of what is not sent", () => {
    expect(outbox.markRead(log("waiting", "sending", "failed"), new Set([""]))).toEqual(
      log("waiting", "sending", "failed"),
    );
  });
});

it("keeps the order in which it was written, whatever becomes of each", () => {
  const written = ["a", "b", "c"].reduce<Log>(
    (messages, key) => outbox.write(messages, { key, text: key }),
    log("theirs"),
  );
  const settled = outbox.settle(outbox.settle(written, "c", SENT, true), "a", { kind: "refused" }, true);
  expect(settled.map((entry) => entry.key)).toEqual(["$0", "a", "b", "c"]);
  expect(settled.map((entry) => (entry.kind === "mine" ? entry.delivery : "-"))).toEqual([
    "-",
    "failed",
    "waiting",
    "sent",
  ]);
});

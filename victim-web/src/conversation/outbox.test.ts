import { describe, expect, it } from "vitest";
import type { Delivery, Log } from "./log.ts";
import { mark, nextToSend, write } from "./outbox.ts";

function log(...deliveries: (Delivery | "theirs")[]): Log {
  return deliveries.map((delivery, index) =>
    delivery === "theirs"
      ? { kind: "theirs", key: `$${index}`, text: "x", officer: null }
      : { kind: "mine", key: String(index), text: "x", delivery },
  );
}

describe("the next message to send", () => {
  it.each<[string, Log, string | null]>([
    ["nothing is written", log(), null],
    ["all is sent", log("sent", "theirs", "sent"), null],
    ["one waits", log("waiting"), "0"],
    ["the oldest of those that wait", log("sent", "waiting", "theirs", "waiting"), "1"],
    ["one is on its way", log("sending", "waiting"), null],
    ["one has failed: the later ones do not overtake it", log("sent", "failed", "waiting"), null],
  ])("%s", (_name, messages, expected) => {
    expect(nextToSend(messages)?.key ?? null).toBe(expected);
  });
});

it("keeps the order in which it was written, whatever becomes of each", () => {
  const written = ["a", "b", "c"].reduce<Log>((messages, key) => write(messages, key, key), log("theirs"));
  const marked = mark(mark(written, "c", "sent"), "a", "failed");
  expect(marked.map((entry) => entry.key)).toEqual(["$0", "a", "b", "c"]);
  expect(marked.map((entry) => (entry.kind === "mine" ? entry.delivery : "-"))).toEqual([
    "-",
    "failed",
    "waiting",
    "sent",
  ]);
});

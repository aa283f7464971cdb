import { describe, expect, it } from "vitest";
import { type Incoming, readIncoming } from "./incoming.ts";
import { roomIsSafe } from "./roomRules.ts";

describe("what a decrypted event means", () => {
  const edit = { rel_type: "m.replace", event_id: "$1" };
  it.each<[string, string, unknown, Incoming]>([
    ["text", "m.room.message", { msgtype: "m.text", body: "Bonjour" }, { kind: "text", text: "Bonjour" }],
    [
      "HTML beside it is not looked at",
      "m.room.message",
      { msgtype: "m.text", body: "a", format: "org.matrix.custom.html", formatted_body: "<img src=x>" },
      { kind: "text", text: "a" },
    ],
    ["a picture", "m.room.message", { msgtype: "m.image", body: "x.png", url: "mxc://a/b" }, { kind: "other" }],
    [
      "an edit",
      "m.room.message",
      { msgtype: "m.text", body: "* b", "m.relates_to": edit, "m.new_content": { msgtype: "m.text", body: "b" } },
      { kind: "edit", of: "$1", text: "b" },
    ],
    [
      "an edit without content",
      "m.room.message",
      { msgtype: "m.text", body: "*", "m.relates_to": edit },
      { kind: "nothing" },
    ],
    ["no body", "m.room.message", { msgtype: "m.text" }, { kind: "nothing" }],
    ["a body that is no text", "m.room.message", { msgtype: "m.text", body: 1 }, { kind: "nothing" }],
    ["another type", "m.reaction", { body: "x", msgtype: "m.text" }, { kind: "nothing" }],
  ])("%s", (_name, type, content, expected) => {
    expect(readIncoming(type, content)).toEqual(expected);
  });

  it("cuts what is longer than anybody writes", () => {
    const read = readIncoming("m.room.message", { msgtype: "m.text", body: "x".repeat(50_000) });
    expect(read.kind === "text" && read.text.length).toBe(8_001);
  });
});

describe("the room's state", () => {
  const GOOD: Readonly<Record<string, unknown>> = {
    "m.room.encryption": { algorithm: "m.megolm.v1.aes-sha2" },
    "m.room.history_visibility": { history_visibility: "shared" },
    "m.room.join_rules": { join_rule: "invite" },
  };
  it.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ["as it must be", {}, true],
    ["not encrypted", { "m.room.encryption": undefined }, false],
    ["encryption emptied", { "m.room.encryption": {} }, false],
    ["another algorithm", { "m.room.encryption": { algorithm: "m.plain" } }, false],
    ["history for the world", { "m.room.history_visibility": { history_visibility: "world_readable" } }, false],
    ["history cut", { "m.room.history_visibility": { history_visibility: "joined" } }, false],
    ["no history rule", { "m.room.history_visibility": undefined }, false],
    ["open to all", { "m.room.join_rules": { join_rule: "public" } }, false],
  ])("%s", (_name, changed, expected) => {
    const state = { ...GOOD, ...changed };
    expect(roomIsSafe((type) => state[type])).toBe(expected);
  });
});

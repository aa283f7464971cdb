import { describe, expect, it } from "vitest";
import { MAX_MESSAGE, splitText } from "../../conversation/textLimits.ts";
import { padded } from "./padding.ts";

const ROOM = `!${"r".repeat(43)}`;
const text = (body: string): object => ({ msgtype: "m.text", body, "m.mentions": {} });
const edit = (body: string): object => ({
  ...text(`* ${body}`),
  "m.new_content": text(body),
  "m.relates_to": { rel_type: "m.replace", event_id: `$${"e".repeat(43)}` },
});

/** In bytes, as the Megolm session gets it. */
function plaintext(content: object): number {
  return Buffer.byteLength(JSON.stringify({ content, room_id: ROOM, type: "m.room.message" }));
}

/** In characters, as Megolm makes it (specification, "Message format"), with the longest index there is. */
function ciphertext(content: object): number {
  const cbc = Math.floor(plaintext(content) / 16 + 1) * 16;
  return Math.ceil(((8 + 8 + 64 + cbc) * 4) / 3);
}

const lengths = (contents: object[]): Set<number> => new Set(contents.map(plaintext));
const messages = Array.from({ length: 300 }, (_none, index) => "a".repeat(index + 1));

describe("padding", () => {
  it("makes messages of 1 to 300 characters alike; unpadded they tell their length", () => {
    expect(lengths(messages.map((body) => padded(ROOM, "m.room.message", text(body)))).size).toBe(1);
    expect(lengths(messages.map(text)).size).toBe(300);
  });

  it("makes them alike with accents and quotes, too, and edits among themselves", () => {
    const bodies = ["é", 'ça « suffit » "maintenant"', "\n".repeat(100), "é".repeat(200)];
    expect(lengths(bodies.map((body) => padded(ROOM, "m.room.message", text(body)))).size).toBe(1);
    expect(lengths(["é", "a".repeat(150)].map((body) => padded(ROOM, "m.room.message", edit(body)))).size).toBe(1);
  });

  it.each([1_024, 2_048, 4_096, 8_192, 16_384, 32_768])("has a class of %i characters at most", (size) => {
    const longest = [...Array(250).keys()].map((step) => padded(ROOM, "m.room.message", text("a".repeat(step * 96))));
    expect(longest.map(ciphertext).filter((one) => one <= size && one > size - 40).length).toBeGreaterThan(0);
  });

  it.each([
    ["letters", "a"],
    ["three bytes each", "語"],
    ["emoji", "😢"],
    ["escaped", '"'],
    ["lines", "\n."],
    ["control characters", "\u0001x"],
    ["halves of characters", "\ud83d"],
  ])("has room for the longest message and its edit: %s", (_name, letters) => {
    const [longest = ""] = splitText(letters.repeat(MAX_MESSAGE));
    expect(longest.length).toBeGreaterThan(MAX_MESSAGE / 2);
    expect(ciphertext(padded(ROOM, "m.room.message", edit(longest)))).toBeLessThanOrEqual(32_768);
  });

  it("adds nothing that is read, and takes nothing away", () => {
    expect(padded(ROOM, "m.room.message", text("bonjour"))).toMatchObject(text("bonjour"));
  });
});

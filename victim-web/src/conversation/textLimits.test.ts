import { describe, expect, it } from "vitest";
import { MAX_MESSAGE, splitText } from "./textLimits.ts";

const sentence = "Il m'a encore écrit hier soir, et ce matin aussi. ";

describe("a text becomes messages", () => {
  it.each<[string, string, string[]]>([
    ["nothing", " \n ", []],
    ["one", "  bonjour ", ["bonjour"]],
    ["one that is as long as it may be", "a".repeat(MAX_MESSAGE), ["a".repeat(MAX_MESSAGE)]],
    ["two, when there is no better place to cut", "a".repeat(MAX_MESSAGE + 1), ["a".repeat(MAX_MESSAGE), "a"]],
    ["control characters are no text", "a\u0000\u0007\u001b[31m\tb\r\nc", ["a[31m\tb\nc"]],
    ["half a character is none", "a\ud83db", ["a\ufffdb"]],
  ])("%s", (_name, text, expected) => {
    expect(splitText(text)).toEqual(expected);
  });

  it.each([
    ["sentences", sentence.repeat(400)],
    ["lines", `${sentence.trim()}\n`.repeat(300)],
    ["paragraphs", `${sentence.repeat(20)}\n\n`.repeat(15)],
    ["one endless word", "é".repeat(13_001)],
    ["emoji with joiners and modifiers", "👩🏽‍🚒".repeat(2_000)],
    ["accents that stand alone", "e\u0301".repeat(5_000)],
  ])("says the same, in order, each within the limit: %s", (_name, text) => {
    const parts = splitText(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(MAX_MESSAGE);
    const bare = (all: string): string => all.replace(/\s/g, "");
    expect(bare(parts.join(""))).toBe(bare(text));
    for (const part of parts) {
      expect(part.isWellFormed()).toBe(true);
      expect(part).not.toMatch(/^(?:\p{M}|\u200d|\p{Emoji_Modifier})/u);
    }
  });

  it("cuts after a sentence where it can", () => {
    for (const part of splitText(sentence.repeat(400))) expect(part).toMatch(/\.$/);
  });
});

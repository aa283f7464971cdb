import { beforeAll, describe, expect, it } from "vitest";
import { mostLikelyFirst, understand, wordsIn } from "./understand.ts";
import { plain, type WordList, wordList } from "./wordLists.ts";

let french: WordList;
let english: WordList;
beforeAll(async () => {
  [french, english] = [await wordList("fr"), await wordList("en")];
});

describe("a word that somebody writes from memory", () => {
  it.each([
    ["as it is", "abaisser", "abaisser", true],
    ["without its accent", "academie", "academie", true],
    ["with capitals and a comma", "Abandon,", "abandon", true],
    ["its first four letters", "abai", "abaisser", false],
    ["more of its beginning", "abaiss", "abaisser", false],
    ["one letter wrong", "abaizser", "abaisser", false],
    ["one letter missing", "abdiqer", "abdiquer", false],
    ["one letter too many", "abaissser", "abaisser", false],
    ["two letters that changed places", "abaisesr", "abaisser", false],
    ["the last letter wrong", "abaissez", "abaisser", false],
  ])("%s", (_what, written, expected, exact) => {
    const found = understand(written, [french]);
    expect(found.kind === "word" ? [plain(found.word), found.exact] : found.kind).toEqual([expected, exact]);
  });

  it.each([
    ["nothing", "", "nothing"],
    ["only signs", " !", "nothing"],
    ["three letters of several words", "aba", "unknown"],
    ["no word at all", "xyzzyx", "unknown"],
    ["two mistakes", "abizser", "unknown"],
    ["a mistake that two words would explain", "abaiser", "unknown"],
  ])("%s", (_what, written, expected) => {
    expect(understand(written, [french]).kind).toBe(expected);
  });

  it("is never one of two: each word with one letter wrong is itself, another that exists, or unknown", () => {
    let itself = 0;
    for (const word of french.words) {
      const letters = plain(word);
      const wrong = `${letters.slice(0, -2)}${letters.at(-2) === "q" ? "w" : "q"}${letters.at(-1) ?? ""}`;
      const found = understand(wrong, [french]);
      if (found.kind !== "word") continue;
      expect(found.exact || found.word === word, `${wrong}: ${found.word}`).toBe(true);
      itself += 1;
    }
    expect(itself).toBeGreaterThan(1_900);
  });

  it("is itself by its first four letters, in both languages", () => {
    for (const list of [french, english])
      for (const word of list.words.filter((one) => plain(one).length > 4)) {
        const found = understand(plain(word).slice(0, 4), [list]);
        const same = found.kind === "word" && (found.word === word || found.exact);
        expect(same, word).toBe(true);
      }
  });
});

describe("the list of a phrase", () => {
  it("is the one that knows most of its words, whatever the page's language", () => {
    const first = (...written: string[]): string | undefined =>
      mostLikelyFirst(written, [french, english])[0]?.language;
    expect([first("zebra", "ability", "abandon"), first("abaisser", "zinc"), first()]).toEqual(["en", "fr", "fr"]);
  });

  it("takes words that were pasted together", () => {
    expect(wordsIn(" Abaisser, zinc\nétoile 4. zoo")).toEqual(["Abaisser", "zinc", "étoile", "zoo"]);
  });
});

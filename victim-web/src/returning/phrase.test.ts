/** A phrase is as likely as any other, and the same text however it is written. */
import { RETURN_PICTURES } from "@abri/contract/returnPictures";
import { describe, expect, it } from "vitest";
import { canonical, makePictures, makeWords, type Random } from "./phrase.ts";
import { languageOfWords, plain, wordList } from "./wordLists.ts";

const these =
  (...numbers: number[]): Random =>
  (into) => {
    into.set(numbers);
    return into;
  };

describe("a phrase of words", () => {
  it.each([
    ["fr", [0, 1, 2, 2_045, 2_046, 2_047], "words:abaisser abandon abdiquer zenith zeste zoologie"],
    ["fr", [2_048, 2_048 + 18, 65_535, 0, 0, 0], "words:abaisser academie zoologie abaisser abaisser abaisser"],
    ["en", [0, 1, 2, 2_045, 2_046, 2_047], "words:abandon ability able zero zone zoo"],
  ] as const)("%s %j: %s", async (language, numbers, expected) => {
    expect(canonical(makeWords(await wordList(language), these(...numbers)))).toBe(expected);
  });

  it("is as long as its promise: six times eleven bits", async () => {
    for (const language of ["fr", "en"] as const) {
      const { words } = await wordList(language);
      expect(new Set(words.map(plain)).size).toBe(2 ** 11);
      expect(words.every((word) => plain(word).length >= 3)).toBe(true);
    }
  });

  it("is not the same twice", async () => {
    const list = await wordList("fr");
    const random: Random = (into) => crypto.getRandomValues(into);
    const made = Array.from({ length: 50 }, () => canonical(makeWords(list, random)));
    expect(new Set(made).size).toBe(50);
  });

  it("is French for French pages, and English for all others", () => {
    expect(["fr", "en", "nl", "de", "ar", "br"].map(languageOfWords)).toEqual(["fr", "en", "en", "en", "en", "en"]);
  });
});

describe("a phrase of pictures", () => {
  it("is eight times six bits", () => {
    expect(new Set(RETURN_PICTURES).size).toBe(2 ** 6);
    expect(canonical(makePictures(these(0, 1, 2, 3, 61, 62, 63, 64)))).toBe(
      "pictures:cat dog fish bird scissors umbrella ghost cat",
    );
  });
});

describe("the plain form of a word", () => {
  it.each([
    ["Étoile,", "etoile"],
    ["  ÉCUREUIL ", "ecureuil"],
    // The list has it decomposed, a keyboard writes it composed.
    ["acade\u0301mie", "academie"],
    ["académie", "academie"],
    ["œuf", "oeuf"],
    ["…", ""],
  ])("of « %s » is « %s »", (written, expected) => {
    expect(plain(written)).toBe(expected);
  });
});

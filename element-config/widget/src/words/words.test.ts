import { describe, expect, it } from "vitest";
import { fill, LANGUAGES, wordsFor } from "./words.ts";

/** Every text with its place and the values that it takes. */
function texts(of: object, place = ""): string[] {
  return Object.entries(of).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string"
      ? [`${place}.${key} ${(value.match(/\{\w+\}/g) ?? []).sort().join("")} ${value.trim() === "" ? "empty" : ""}`]
      : texts(value as object, `${place}.${key}`),
  );
}

describe("the words", () => {
  it("are the same in each language, with the same values to fill in", () => {
    expect(texts(LANGUAGES.en).sort()).toEqual(texts(LANGUAGES.fr).sort());
    expect(texts(LANGUAGES.fr).some((line) => line.endsWith("empty"))).toBe(false);
  });

  it.each([
    ["en", "en"],
    ["en-GB", "en"],
    ["fr", "fr"],
    ["eo", "fr"],
    ["", "fr"],
  ])("for %j are those in %s", (language, tag) => {
    expect(wordsFor(language).tag).toBe(tag);
  });

  it("are filled in, whatever the value looks like", () => {
    expect(fill("{a} et {b}", { a: "{b}", b: "$&" })).toBe("{b} et $&");
  });
});

import { expect, it } from "vitest";
import { LANGUAGES } from "../words/words.ts";
import { waited } from "./waited.ts";

it.each([
  [0, "0 s"],
  [-5_000, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [7_260_000, "2 h 1 min"],
])("%i ms are said as %s", (elapsed, text) => {
  expect(waited(LANGUAGES.fr, 1_000_000, 1_000_000 + elapsed)).toBe(text);
});

import { describe, expect, it } from "vitest";
import { sanitise } from "./sanitise.ts";

describe("sanitise", () => {
  it.each([
    ["leaves accents and emoji", "Ça va pas 😢 👩‍👧", "Ça va pas 😢 👩‍👧"],
    ["removes colours", "\u001b[31mrouge\u001b[0m", "rouge"],
    ["removes a title and a link", "\u001b]0;titre\u0007a\u001b]8;;http://x\u0007b\u001b]8;;\u0007", "ab"],
    ["loses no word beside a bell", "\u001b[31mrouge\u0007 vif", "rouge vif"],
    ["leaves what an unfinished command would swallow", "\u001b]0;au secours", "]0;au secours"],
    ["removes 8-bit sequences", "a\u009b31mb", "ab"],
    ["removes what erases", "secret\b\b\u007f\u0000\u000b", "secret"],
    ["removes reversed text", "abc\u202egnp.exe\u2066", "abcgnp.exe"],
    [
      "indents further lines",
      "un\n[1] police> deux\r\ntrois\rquatre",
      "un\n      [1] police> deux\n      trois\n      quatre",
    ],
    ["has no trace of a cut sequence", "a\u001b", "a"],
  ])("%s", (_, text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });
});

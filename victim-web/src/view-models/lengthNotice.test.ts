import { describe, expect, it } from "vitest";
import { MAX_MESSAGE, MAX_WRITTEN, splitText } from "../conversation/textLimits.ts";
import { lengthNotice } from "./lengthNotice.ts";

const long = (length: number): string => "mot ".repeat(length / 4 + 1).slice(0, length);

describe("what is said of a text's length", () => {
  it.each<[string, number, boolean, object]>([
    ["nothing for an ordinary message", 1_000, false, { kind: "none" }],
    ["nothing for one that fills a message", MAX_MESSAGE, false, { kind: "none" }],
    ["how many messages, as soon as it is more than one", MAX_MESSAGE + 400, false, { kind: "parts", count: 2 }],
    ["nothing yet for an edit", MAX_MESSAGE - 201, true, { kind: "none" }],
    ["what is left of an edit", MAX_MESSAGE - 150, true, { kind: "left", count: 150, said: 200 }],
    ["what is left in the end", MAX_WRITTEN - 7, false, { kind: "left", count: 7, said: 10 }],
    ["that nothing is left", MAX_WRITTEN, false, { kind: "left", count: 0, said: 0 }],
  ])("%s", (_name, length, editing, expected) => {
    expect(lengthNotice(long(length), editing)).toMatchObject(expected);
  });

  it("says as many messages as will be sent", () => {
    for (const length of [4_100, 8_000, 12_345, 19_000]) {
      expect(lengthNotice(long(length), false)).toMatchObject({ count: splitText(long(length)).length });
    }
  });

  it("is read out seven times at most on the way to the limit", () => {
    const spoken = Array.from({ length: 400 }, (_none, left) => lengthNotice(long(MAX_MESSAGE - left), true));
    expect(new Set(spoken.map((one) => (one.kind === "none" ? null : one.said))).size).toBe(7);
  });
});

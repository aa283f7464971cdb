import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH, parseGuarded } from "./jsonGuard.ts";

const parse = (text: string) => parseGuarded(new TextEncoder().encode(text));
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("the JSON guard", () => {
  it.each([
    ['{"a":[1,-2,0,true,null,"é 😀"],"b":{"a":"x"}}'],
    ['"a\\"b:{[\\\\"'],
    ['"\\ud83d\\ude00"'],
    ["9007199254740991"],
    [nested(MAX_DEPTH)],
  ])("%s is read as JSON.parse reads it", (text) => {
    expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
  });

  it.each([
    ["", "M_NOT_JSON"],
    ["{", "M_NOT_JSON"],
    ["{}x", "M_NOT_JSON"],
    ["{'a':1}", "M_NOT_JSON"],
    ['{"a":1,}', "M_NOT_JSON"],
    ["NaN", "M_NOT_JSON"],
    ["\ufeff{}", "M_NOT_JSON"],
    ['"\u0000"', "M_NOT_JSON"],
    ['"\\u0000"', "M_BAD_JSON"],
    ['{"\\u0000":1}', "M_BAD_JSON"],
    ['"\\ud83d"', "M_BAD_JSON"],
    ['"\\ude00\\ud83d"', "M_BAD_JSON"],
    ['{"\\udfff":1}', "M_BAD_JSON"],
    ["9007199254740992", "M_BAD_JSON"],
    ["1e400", "M_BAD_JSON"],
    ["1e2", "M_BAD_JSON"],
    ["1.0", "M_BAD_JSON"],
    ["0.5", "M_BAD_JSON"],
    ["-0", "M_BAD_JSON"],
    [`[${"9".repeat(4000)}]`, "M_BAD_JSON"],
    [nested(MAX_DEPTH + 1), "M_BAD_JSON"],
    ["[".repeat(60_000), "M_BAD_JSON"],
    ['{"a":'.repeat(10_000), "M_BAD_JSON"],
    ['{"a":1,"a":2}', "M_BAD_JSON"],
    ['{"x":{"a":1,"\\u0061":2}}', "M_BAD_JSON"],
    ['{"__proto__":{"admin":true}}', "M_BAD_JSON"],
  ])("%.40s is refused with %s", (text, code) => {
    expect(parse(text)).toMatchObject({ ok: false, code });
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(parseGuarded(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toMatchObject({ ok: false, code: "M_NOT_JSON" });
    expect(parseGuarded(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ ok: false, code: "M_NOT_JSON" });
  });

  it("accepts whatever canonical JSON can say", () => {
    const text = fc.string({ unit: "grapheme" }).filter((s) => !s.includes("\0") && s !== "__proto__");
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 5 }, fc.maxSafeInteger(), text, fc.boolean(), tie("list"), tie("object")),
      list: fc.array(tie("any"), { maxLength: 4 }),
      object: fc.dictionary(text, tie("any"), { maxKeys: 4 }),
    })).any;
    fc.assert(
      fc.property(value, (any) => {
        const written = JSON.stringify(any);
        expect(parse(written)).toEqual({ ok: true, value: JSON.parse(written) as unknown });
      }),
    );
  });
});

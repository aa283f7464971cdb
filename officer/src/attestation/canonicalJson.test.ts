import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonicalJson.ts";

describe("canonicalJson", () => {
  /** The specification's own examples, and what they leave out. */
  it.each([
    [{}, "{}"],
    [{ one: 1, two: "Two" }, '{"one":1,"two":"Two"}'],
    [{ b: "2", a: "1" }, '{"a":"1","b":"2"}'],
    [
      { auth: { success: true, mxid: "@john.doe:example.com", profile: { display_name: "John Doe", three_pids: [] } } },
      '{"auth":{"mxid":"@john.doe:example.com","profile":{"display_name":"John Doe","three_pids":[]},"success":true}}',
    ],
    [{ a: "日本語" }, '{"a":"日本語"}'],
    [{ 本: 2, 日: 1 }, '{"日":1,"本":2}'],
    [{ a: "\u65e5" }, '{"a":"日"}'],
    [{ a: null }, '{"a":null}'],
    [{ a: -0, b: 10000000000 }, '{"a":0,"b":10000000000}'],
    [{ a: '\u0001\n"\\/\u007f' }, '{"a":"\\u0001\\n\\"\\\\/\u007f"}'],
    [{ "\u{1f600}": 1, "\uff5e": 2 }, '{"\uff5e":2,"\u{1f600}":1}'],
  ])("%j", (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it.each([[1.5], [Number.NaN], [2 ** 53], ["\ud800"], [{ "\udc00": 1 }]])("has no %j", (value) => {
    expect(() => canonicalJson(value)).toThrow(RangeError);
  });
});

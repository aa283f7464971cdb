import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { render } from "./template.ts";

describe("render", () => {
  it.each([
    ["a string that YAML would misread", "yes"],
    ["a string with quotes and a colon", `a: "b" # c`],
    ["a line break", "one\ntwo"],
    ["a number", 18_091],
    ["a boolean", false],
    ["a list", ["localhost:1", "localhost:2"]],
    ["objects in a list", [{ user_id: "@relais:localhost:1", action: "allow" }]],
    ["an empty list", []],
  ])("gives YAML back %s as it was", (_, value) => {
    expect(parse(render("value: ${value} # why\nother: 1\n", { value }))).toEqual({ value, other: 1 });
  });

  it("leaves comments alone", () => {
    expect(render("# fills in ${placeholder}\na: ${a}", { a: 1 })).toBe("# fills in ${placeholder}\na: 1");
  });

  it("refuses a placeholder without a value, and a value without a placeholder", () => {
    expect(() => render("a: ${a}", {})).toThrow("a value for a");
    expect(() => render("a: 1", { a: 1 })).toThrow("no place for a");
  });
});

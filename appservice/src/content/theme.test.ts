import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { THEME } from "@abri/contract/theme";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTheme, unreadable } from "./theme.ts";
import { themeRules } from "./themeRules.ts";

const OURS = readFileSync(fileURLToPath(new URL("../../../victim-web/src/ui/theme.css", import.meta.url)), "utf8");
const NOTHING = { always: new Map(), dark: new Map() };
const complaints = (css: string): string[] => {
  const found: string[] = [];
  themeRules(css, (line, what) => found.push(`${line}: ${what}`));
  return found;
};

describe("our own look", () => {
  it("is made of the properties that an operator may set, and nothing else", () => {
    const set = [...OURS.matchAll(/^\s*(--[a-z0-9-]+):/gm)].map(([, name]) => name);
    expect(new Set(set)).toEqual(new Set(Object.keys(THEME)));
  });

  it("can be read, in light and in dark", () => {
    const ours = themeRules(OURS, () => undefined);
    expect([ours.always.size, ours.dark.size]).toEqual([Object.keys(THEME).length, 30]);
    expect(unreadable(ours, NOTHING)).toEqual([]);
  });

  it("can be read where more contrast is asked for, in light and in dark", () => {
    const [light = "", dark = ""] = OURS.split("@media (prefers-contrast: more)").slice(1);
    const more = (css: string) =>
      themeRules(css.slice(css.indexOf(":root"), css.lastIndexOf("}")), () => undefined).always;
    const ours = themeRules(OURS, () => undefined);
    expect([more(light).size > 5, more(dark).size > 5]).toEqual([true, true]);
    expect(unreadable({ always: ours.always, dark: ours.dark }, { always: more(light), dark: more(dark) })).toEqual([]);
  });
});

describe("an operator's look", () => {
  let folder: string;
  let page: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "abri-look-"));
    page = join(folder, "page");
    mkdirSync(join(page, "assets"), { recursive: true });
    writeFileSync(join(page, "assets/12345678.css"), `.x{color:red}${OURS}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (css: string): string | null => {
    writeFileSync(join(folder, "theme.css"), css);
    return readTheme(folder, page);
  };

  it("need not be there", () => {
    expect(readTheme(folder, page)).toBeNull();
  });

  it("is served as it was understood, and leaves alone whoever asks for more contrast", () => {
    const css = `/* Ours. */
      :root { --accent: rgb(75 30 120); --accent-strong: indigo; --round: 4px; --font: "Marianne", Arial, sans-serif }
      @media (prefers-color-scheme: dark) { :root { --accent: #c9a7ff; --accent-strong: #d9c2ff; } }`;
    expect(read(css)).toBe(
      "@media not all and (prefers-contrast:more){" +
        ':root{--accent:#4b1e78;--accent-strong:#4b0082;--round:4px;--font:"Marianne", Arial, sans-serif}' +
        "@media (prefers-color-scheme:dark){:root{--accent:#c9a7ff;--accent-strong:#d9c2ff}}}",
    );
  });

  it.each<[string, string, RegExp]>([
    ["an import", `@import "x.css";`, /theme\.css: line 1: only :root/],
    ["an import of an address", `\n@import url(https://example.org/x.css);`, /line 2: only :root/],
    [
      "an address as a colour",
      `:root {\n--ground: url(https://example.org/x.png) }`,
      /line 2: --ground must be a colour/,
    ],
    ["an address as a font", `:root { --font: url(x) }`, /--font must be a list of fonts/],
    ["a font face", `@font-face { font-family: x; src: url(x) }`, /line 1: only :root/],
    ["another selector", `body { --ground: #fff }`, /line 1: only :root/],
    ["another selector beside ours", `:root, body { --ground: #fff }`, /line 1: only :root/],
    ["another media query", `@media print { :root { --ground: #fff } }`, /line 1: only :root/],
    [
      "a media query in ours",
      `@media (prefers-color-scheme: dark) { @media print { :root {} } }`,
      /line 1: only :root/,
    ],
    ["a rule in a rule", `:root { & body { --ground: #fff } }`, /only :root|is not CSS/],
    ["an unknown property", `:root { --grund: #fff }`, /--grund is none of the page's properties/],
    ["a property of CSS", `:root { display: none }`, /display is none of the page's properties/],
    ["a property of every object", `:root { constructor: none }`, /constructor is none of/],
    ["a colour that is none", `:root { --ink: #12345 }`, /--ink must be a colour/],
    [
      "a colour that one sees through",
      `:root { --ink: #00000080 }`,
      /--ink must be a colour that lets nothing through/,
    ],
    ["a variable", `:root { --ink: var(--ground) }`, /--ink must be a colour/],
    ["an important one", `:root { --ink: #000 !important }`, /--ink must be a colour/],
    ["a length that is none", `:root { --round: calc(1px + 1vw) }`, /--round must be a length/],
    ["what is no CSS", `:root { --ink }`, /line 1: is not CSS/],
    ["what does not end", `:root { --ink: "`, /theme\.css: line 1/],
    [
      "what cannot be read in light",
      `:root { --ink: #ccc }`,
      /in light, --ink \(#cccccc\) on --ground \(#faf6f0\) has a contrast of 1\.\d+, and needs 4\.5 \(and/,
    ],
    [
      "what can be read in light alone",
      `:root { --ground: #fff }`,
      /in dark, --ink \(#f3eee8\) on --ground \(#ffffff\)/,
    ],
    [
      "a focus that is not seen",
      `:root { --accent: #e3efec; --accent-strong: #e3efec; --accent-on: #000; }`,
      /--accent \(#e3efec\) on --ground \(#faf6f0\) .* needs 3/,
    ],
  ])("is refused in one line when it has %s", (_what, css, expected) => {
    expect(() => read(css)).toThrow(expected);
    expect(() => read(css)).toThrow(/^The look of the page cannot be used\. [^\n]*$/);
  });

  it("is refused when what it rests on is not there", () => {
    writeFileSync(join(page, "assets/12345678.css"), "");
    expect(() => read(":root { --round: 1px }")).toThrow(/in light, --ink is not set/);
  });

  it("complains of each thing on its own line", () => {
    expect(complaints(":root {\n--a: 1;\n--ink: 2;\n}\nbody {}")).toEqual([
      "2: --a is none of the page's properties",
      "3: --ink must be a colour that lets nothing through",
      expect.stringMatching(/^5: only/),
    ]);
  });
});

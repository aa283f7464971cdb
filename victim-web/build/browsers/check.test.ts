/** The page as it is built, against what the oldest browsers know; and pages with something planted, which is found by its name. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACCEPTED, POLYFILLED } from "./accepted.ts";
import { newerThanOldest } from "./check.ts";
import type { Finding } from "./finding.ts";
import { scriptFindings } from "./scripts.ts";
import { styleFindings } from "./styles.ts";
import { BROWSERS } from "./targets.ts";
import { wasmFindings } from "./wasm.ts";

let folder: string;

beforeAll(async () => {
  // As `npm run build` has it: the bundler would make the page of a test run out of React's tools for developers.
  vi.stubEnv("NODE_ENV", "production");
  folder = await mkdtemp(join(tmpdir(), "abri-browsers-"));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe("the page as it is built", () => {
  let found: Finding[];

  beforeAll(async () => {
    const outDir = join(folder, "page");
    const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));
    await build({ configFile, logLevel: "error", build: { outDir, emptyOutDir: true } });
    found = await newerThanOldest(outDir);
  }, 300_000);

  it("uses nothing that the oldest browsers lack", () => {
    expect(found.filter(({ what }) => !(what in ACCEPTED) && !(what in POLYFILLED))).toEqual([]);
  });

  it("uses whatever is accepted or brought along", () => {
    const met = new Set(found.map(({ what }) => what));
    expect(Object.keys({ ...ACCEPTED, ...POLYFILLED }).filter((what) => !met.has(what))).toEqual([]);
  });
});

it("finds by name what is planted in a small page that is built as the page is", async () => {
  const root = join(folder, "small");
  await mkdir(root);
  const files = {
    "index.html": '<!doctype html><html lang="fr"><body><script type="module" src="/main.js"></script></body></html>',
    "main.js": 'import "./main.css"; document.title = [...document.title].toSorted(Promise.try(Date)).join("");',
    "main.css": "p { max-height: 50dvh }",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  await build({ configFile: false, root, logLevel: "silent", build: { target: BROWSERS } });
  const found = await newerThanOldest(join(root, "dist"));
  expect(found.map(({ what }) => what)).toEqual([".toSorted (Array, TypedArray)", "Promise.try", "dvh"]);
});

const scriptWith = (code: string): string[] => scriptFindings(new Map([["a.js", code]])).map(({ what }) => what);
const styleWith = (style: string): string[] => styleFindings("a.css", style).map(({ what }) => what);

describe("what is planted in a page is found", () => {
  it.each([
    ["a global", "console.log(new Temporal.Instant(0n));", ["Temporal"]],
    ["a global of the window", "window.scheduler.yield();", ["scheduler"]],
    ["a static member", "console.log(Promise.withResolvers());", ["Promise.withResolvers"]],
    ["one that is taken out", "const { any } = AbortSignal; any([]);", ["AbortSignal.any"]],
    ["one of a browser's class", "console.log(AbortSignal.timeout(1));", ["AbortSignal.timeout"]],
    ["a method", "console.log([...document.scripts].toSorted());", [".toSorted (Array, TypedArray)"]],
    ["a method named in a string", 'console.log(document.title["isWellFormed"]());', [".isWellFormed (String)"]],
    ["a method of a browser's object", "document.body.togglePopover();", [".togglePopover (HTMLElement)"]],
    ["a set's", "console.log(new Set([1]).union(new Set([2])));", [".union (Set)"]],
    ["an iterator's", "console.log(new Map([[1, 2]]).values().map(String));", ["Iterator.map"]],
    ["a look behind", "console.log(/(?<=a)b/.test(document.title));", ["regular expression that looks behind"]],
    ["a static block", "class A { static { A.b = 1; } }", ["static block of a class"]],
    ["an attribute", 'console.log(globalThis.h("div", { inert: true }));', ["<div inert>"]],
  ])("%s", (_what, code, expected) => {
    expect(scriptWith(code)).toEqual(expected);
  });

  it.each([
    ["a unit", "p { max-height: 50dvh }", ["dvh"]],
    ["a property", "p { text-wrap: balance }", ["text-wrap"]],
    ["a value", "p { overflow: clip }", ["overflow: clip"]],
    ["a function", "p { color: light-dark(red, blue) }", ["light-dark()"]],
    ["a selector", "p:has(a) { color: red }", [":has"]],
    ["an at-rule", "@container (width > 1px) { p { color: red } }", ["@container"]],
  ])("%s of a style sheet", (_what, style, expected) => {
    expect(styleWith(style)).toEqual(expected);
  });

  it("syntax of a later year", () => {
    expect(scriptWith("console.log(/[a--b]/v);")).toEqual([expect.stringMatching(/^syntax newer than 2022/)]);
  });

  it("a part of WebAssembly", async () => {
    const module = binaryen.parseText('(module (func (export "a") (result v128) (v128.const i32x4 0 0 0 0)))');
    module.setFeatures(binaryen.Features.SIMD128);
    const found = await wasmFindings("a.wasm", module.emitBinary());
    expect(found.map(({ what }) => what)).toEqual(["WebAssembly's SIMD128"]);
  });
});

describe("what is no finding", () => {
  it.each([
    ["code that asks first", 'console.log(typeof URL.canParse === "function" ? URL.canParse("a") : null);'],
    ["code that asks first, in a word", 'if ("requestIdleCallback" in window) requestIdleCallback(console.log);'],
    ["a call that may not be there", "document.body.togglePopover?.();"],
    ["a member that arrays have had for long", "console.log([1].map(String), Object.values({}).map(String));"],
    ["a name of the page's own", "export const scheduler = { yield() {} }; scheduler.yield();"],
  ])("%s", (_what, code) => {
    expect(scriptWith(code)).toEqual([]);
  });

  it.each([
    ["a unit that follows one they know", "p { max-height: 50vh; max-height: 50dvh }"],
    ["what is asked for first", "@supports (text-wrap: balance) { p { text-wrap: balance } }"],
  ])("%s", (_what, style) => {
    expect(styleWith(style)).toEqual([]);
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StatePaths, statePaths } from "./layout.ts";
import { completeStateDirectory, openStateDirectory } from "./stateDirectory.ts";

const BASE = 8080;

describe("openStateDirectory", () => {
  let paths: StatePaths;
  let printed: string[];
  const open = (portBase = BASE, reset = false): void =>
    openStateDirectory(paths, portBase, reset, (line) => void printed.push(line));

  beforeEach(() => {
    paths = statePaths(mkdtempSync(join(tmpdir(), "abri-unit-")));
    printed = [];
  });
  afterEach(() => rmSync(paths.home, { recursive: true }));

  function completed(): void {
    open();
    for (const folder of [paths.certificates, paths.postgres, paths.homeservers]) mkdirSync(folder);
    for (const file of [paths.secrets, paths.accounts]) writeFileSync(file, "{}");
    completeStateDirectory(paths, BASE);
  }

  it("takes an empty directory, and a complete one as it is", () => {
    completed();
    open();
    expect(existsSync(paths.accounts)).toBe(true);
    expect(printed).toEqual([]);
  });

  it("begins anew where the first start did not go through", () => {
    open();
    mkdirSync(paths.postgres);
    open();
    expect(existsSync(paths.postgres)).toBe(false);
    expect(printed).toEqual(["The last first start did not go through: beginning anew."]);
  });

  it.each([false, true])("leaves a directory alone that is not ours (reset: %s)", (reset) => {
    writeFileSync(join(paths.home, "thesis.odt"), "");
    expect(() => open(BASE, reset)).toThrow("is not empty and was not made by `npm start`");
    expect(readdirSync(paths.home)).toEqual(["thesis.odt"]);
  });

  it("resets what is ours and nothing else", () => {
    completed();
    writeFileSync(join(paths.home, "notes.txt"), "");
    open(BASE, true);
    expect(readdirSync(paths.home).sort()).toEqual(["abri-state.json", "notes.txt"]);
  });

  it.each([
    ["another port base", () => open(9080), "set ABRI_PORT_BASE=8080"],
    [
      "a missing part",
      () => {
        rmSync(paths.secrets);
        open();
      },
      "is incomplete (no secrets)",
    ],
    [
      "another version",
      () => {
        writeFileSync(paths.marker, JSON.stringify({ version: 0, portBase: BASE, complete: true }));
        open();
      },
      "another version of Abri",
    ],
    [
      "a damaged marker",
      () => {
        writeFileSync(paths.marker, "{");
        open();
      },
      "is damaged",
    ],
  ])("names the remedy for %s and touches nothing", (_, act, message) => {
    completed();
    expect(act).toThrow(message);
    expect(existsSync(paths.accounts)).toBe(true);
  });
});

import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inUse, searchProfile } from "./profileSearch.ts";

const WORD = "mot-planté-é";
let profile: string;
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), "abri-profile-"));
  mkdirSync(join(profile, "Default"));
});
afterEach(() => rmSync(profile, { recursive: true }));

/** As Chromium's simple cache writes an entry: header, key, body, and something after it. */
function cached(body: Buffer): Buffer {
  const key = Buffer.from("1/0/http://localhost/assets/x.js");
  const header = Buffer.alloc(24);
  header.writeBigUInt64LE(0xfcfb6d1ba7725c30n, 0);
  header.writeUInt32LE(5, 8);
  header.writeUInt32LE(key.length, 12);
  return Buffer.concat([header, key, body, Buffer.alloc(48, 7)]);
}
const text = Buffer.from(`avant ${WORD} après, ${"x".repeat(2_000)}`);

it.each<[string, Buffer]>([
  ["as it is", text],
  ["as Latin-1", Buffer.from(`avant ${WORD} après`, "latin1")],
  ["as UTF-16", Buffer.from(`avant ${WORD} après`, "utf16le")],
  ["in a cached file, brotli", cached(brotliCompressSync(text))],
])("finds a word %s", (_name, bytes) => {
  writeFileSync(join(profile, "Default", "file"), bytes);
  expect(searchProfile(profile, [WORD, "absent"])).toEqual([{ word: WORD, file: join("Default", "file") }]);
});

it("tells whether a process has a file of the profile open", () => {
  expect(inUse(profile)).toBe(false);
  const open = openSync(join(profile, "Default", "file"), "w");
  try {
    expect(inUse(profile)).toBe(true);
  } finally {
    closeSync(open);
  }
  expect(inUse(profile)).toBe(false);
});

/**
 * Looks for words in everything that a browser has written to its profile folder, as whoever takes the disk would: as UTF-8, UTF-16 and Latin-1, in
 * each file as it is, and in what its cache keeps compressed.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

export interface Find {
  readonly word: string;
  /** Path inside the profile. */
  readonly file: string;
}

export function searchProfile(profile: string, words: readonly string[]): Find[] {
  const found: Find[] = [];
  for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const forms = [bytes, ...unpacked(bytes)];
    for (const word of words) {
      // Chromium's stores keep a string of Latin letters with one byte for each.
      const needles = (["utf8", "utf16le", "latin1"] as const).map((encoding) => Buffer.from(word, encoding));
      if (needles.some((needle) => forms.some((form) => form.includes(needle))))
        found.push({ word, file: path.slice(profile.length + 1) });
    }
  }
  return found;
}

/** The files of Chromium's "simple" cache begin so. */
const SIMPLE_CACHE = 0xfcfb6d1ba7725c30n;
const HEADER_BYTES = 24;

/** A cached file's body, which the cache keeps as it came over the network. Layout: net/disk_cache/simple/simple_entry_format.h. */
function unpacked(bytes: Buffer): Buffer[] {
  if (bytes.length < HEADER_BYTES || bytes.readBigUInt64LE(0) !== SIMPLE_CACHE) return [];
  try {
    // What the cache notes after the body is ignored.
    return [brotliDecompressSync(bytes.subarray(HEADER_BYTES + bytes.readUInt32LE(12)))];
  } catch {
    return []; // Not compressed.
  }
}

/** Whether a process has a file of this folder open: a browser that was killed has helpers that end a moment later. Reads /proc. */
export function inUse(folder: string): boolean {
  const within = `${folder}/`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => listed(`/proc/${pid}/fd`).some((fd) => target(`/proc/${pid}/fd/${fd}`).startsWith(within)));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // It has ended.
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ""; // It was closed.
  }
}

/**
 * What one guess of a phrase costs (ADR 0012), as the page pays it: Argon2id by libsodium's WebAssembly, in Chromium, on this CPU and on one four
 * times slower. Floor: OpenSSL's on the same CPU, which is nearer to what somebody who guesses would use.
 */
import { argon2Sync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { ARGON2ID } from "../../victim-web/src/returning/keys.ts";
import { withBrowser } from "./browser.ts";
import { median, spread } from "./figures.ts";

const RUNS = 5;
/** What a memory-hard guess is bounded by: each pass writes and reads the whole memory. */
const TRAFFIC = ARGON2ID.bytes * ARGON2ID.passes * 2;

export async function phraseGuess(): Promise<string[]> {
  const { fast, slow } = await withBrowser(async (page, context) => {
    await page.goto("about:blank");
    for (const file of ["libsodium-sumo", "libsodium-wrappers-sumo"])
      await page.addScriptTag({ content: await readFile(createRequire(import.meta.url).resolve(file), "utf8") });
    await guess(page);
    const measured = await times(() => guess(page));
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    return { fast: measured, slow: await times(() => guess(page)) };
  });
  const native = await times(() => Promise.resolve(openssl()));
  const mebibytes = ARGON2ID.bytes / 2 ** 20;
  return [
    "Cost of guessing a phrase",
    `  Argon2id, ${ARGON2ID.passes} passes over ${mebibytes} MiB, in Chromium: ${spread(fast)}; with a 4 × slower CPU ${spread(slow)}`,
    `  OpenSSL's on the same CPU: ${spread(native)} (the page ${(median(fast) / median(native)).toFixed(1)} ×)`,
    `  memory traffic of a guess: ${(TRAFFIC / 1e6).toFixed(0)} MB, so a card of 1 TB/s tries ${(1e12 / TRAFFIC).toFixed(0)} a second`,
  ];
}

async function times(guessOnce: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let run = 0; run < RUNS; run += 1) all.push(await guessOnce());
  return all;
}

/** In milliseconds. On the page's own thread, because the debugger slows no other down. */
async function guess(page: Page): Promise<number> {
  return page.evaluate(async ({ passes, bytes, saltBytes, keyBytes }) => {
    const { sodium } = window as unknown as { sodium: typeof import("libsodium-wrappers-sumo") };
    await sodium.ready;
    const begin = performance.now();
    const salt = new Uint8Array(saltBytes);
    sodium.crypto_pwhash(keyBytes, "words:x", salt, passes, bytes, sodium.crypto_pwhash_ALG_ARGON2ID13);
    return performance.now() - begin;
  }, ARGON2ID);
}

function openssl(): number {
  const { passes, bytes, saltBytes, keyBytes } = ARGON2ID;
  const begin = performance.now();
  const cost = { parallelism: 1, tagLength: keyBytes, memory: bytes / 1024, passes };
  argon2Sync("argon2id", { message: "words:x", nonce: randomBytes(saltBytes), ...cost });
  return performance.now() - begin;
}

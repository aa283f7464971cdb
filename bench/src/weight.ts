/**
 * Bytes on the wire and requests until the entry screen can be used, and until encryption is ready, counted as `e2e/weight.e2e.test.ts` does.
 * Floor: the Matrix SDK's WebAssembly alone, brotli at its best, which every end-to-end-encrypted Matrix page has to load.
 */
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import type { Endpoints } from "@abri/local-system";
import type { Page } from "playwright-core";
import { type Answer, type Speed, total, Wire } from "../../e2e/src/wire.ts";
import { startConversation, withBrowser } from "./browser.ts";
import { kilobytes } from "./figures.ts";
import { slowedDown } from "./slowDown.ts";

/** Slow 4G, as Lighthouse throttles. */
const SLOW_4G: Speed = {
  roundTripMs: 150,
  downBytesPerSecond: (1.6e6 / 8) * 0.9,
  upBytesPerSecond: (750e3 / 8) * 0.9,
};
const CPU = 4;

export async function weight(endpoints: Endpoints): Promise<string[]> {
  const entry = await over(endpoints.victimWeb, async (page, wire) => {
    await wire.holdBackTheRest(page);
    await page.goto(wire.url);
    await usable(page);
    return wire.answers;
  });
  const all = await over(endpoints.victimWeb, async (page, wire) => {
    await page.goto(wire.url);
    await ready(page);
    return wire.answers;
  });
  const slow = await over(endpoints.victimWeb, times, SLOW_4G);
  const floor = brotliCompressSync(await readFile(wasmFile()), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  }).length;
  const told = (answers: readonly Answer[]): string => `${kilobytes(total(answers))} in ${answers.length} requests`;
  const alone = (answers: readonly Answer[]): string =>
    `the bytes alone need ${((total(answers) / SLOW_4G.downBytesPerSecond) * 1000).toFixed(0)} ms`;
  return [
    "Weight of the victim page",
    `  entry screen usable:   ${told(entry)}`,
    `  encryption ready:      ${told(all)} (the SDK's WebAssembly alone ${kilobytes(floor)}: ${(total(all) / floor).toFixed(2)} ×)`,
    `  on a slow 4G with a ${CPU} × slower CPU, the worker's too: usable after ${slow.entry.toFixed(0)} ms (${alone(entry)}),`,
    `  encryption ready after ${slow.ready.toFixed(0)} ms (${alone(all)})`,
  ];
}

async function over<T>(url: string, use: (page: Page, wire: Wire) => Promise<T>, speed?: Speed): Promise<T> {
  const wire = await Wire.to(url, speed);
  try {
    return await withBrowser((page) => use(page, wire));
  } finally {
    await wire.close();
  }
}

/** In milliseconds from the first request on. */
async function times(page: Page, wire: Wire): Promise<{ entry: number; ready: number }> {
  return slowedDown(page, CPU, async () => {
    const begin = performance.now();
    await page.goto(wire.url, { waitUntil: "commit" });
    await usable(page);
    const entry = performance.now() - begin;
    await ready(page);
    return { entry, ready: performance.now() - begin };
  });
}

async function usable(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sur les réseaux sociaux" }).waitFor();
}

/** Until device keys and cross-signing are uploaded, and the first sync has told of the encrypted room. */
async function ready(page: Page): Promise<void> {
  const isSync = (request: { url(): string }): boolean => new URL(request.url()).pathname.endsWith("/sync");
  const synced = page.waitForEvent("requestfinished", { predicate: isSync, timeout: 120_000 });
  await startConversation(page);
  await synced;
}

/** Beside the package's entry: its exports do not name it. */
function wasmFile(): URL {
  return new URL("pkg/matrix_sdk_crypto_wasm_bg.wasm", import.meta.resolve("@matrix-org/matrix-sdk-crypto-wasm"));
}

/**
 * Bytes on the wire and requests until the entry screen can be used, and until encryption is ready. Floor: the Matrix SDK's WebAssembly alone,
 * brotli at its best, which every end-to-end-encrypted Matrix page has to load.
 */
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import type { Endpoints } from "@abri/local-system";
import { startConversation, withBrowser } from "./browser.ts";
import { kilobytes } from "./figures.ts";

interface Load {
  bytes: number;
  requests: number;
}

/** Slow 4G, as Lighthouse throttles: 150 ms round trip, 1.6 Mbit/s down, 750 kbit/s up; and a CPU four times slower. */
const SLOW = {
  latency: 150,
  downloadThroughput: (1.6e6 / 8) * 0.9,
  uploadThroughput: (750e3 / 8) * 0.9,
  offline: false,
};

export async function weight(endpoints: Endpoints): Promise<string[]> {
  const fast = await load(endpoints.victimWeb, false);
  const slow = await load(endpoints.victimWeb, true);
  const floor = brotliCompressSync(await readFile(wasmFile()), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  }).length;
  return [
    "Weight of the victim page",
    `  entry screen usable:   ${kilobytes(fast.entry.bytes)} in ${fast.entry.requests} requests`,
    `  encryption ready:      ${kilobytes(fast.ready.bytes)} in ${fast.ready.requests} requests` +
      ` (the SDK's WebAssembly alone ${kilobytes(floor)}: ${(fast.ready.bytes / floor).toFixed(2)} ×)`,
    `  on a slow 4G with a 4 × slower CPU: usable after ${slow.entryMs.toFixed(0)} ms, encryption ready after ${slow.readyMs.toFixed(0)} ms` +
      ` (the bytes alone need ${((fast.ready.bytes / SLOW.downloadThroughput) * 1000).toFixed(0)} ms)`,
  ];
}

async function load(
  url: string,
  throttled: boolean,
): Promise<{ entry: Load; ready: Load; entryMs: number; readyMs: number }> {
  return withBrowser(async (page, context) => {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    if (throttled) {
      await devtools.send("Network.emulateNetworkConditions", SLOW);
      await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    }
    const sum: Load = { bytes: 0, requests: 0 };
    devtools.on("Network.requestWillBeSent", () => (sum.requests += 1));
    devtools.on("Network.dataReceived", ({ encodedDataLength }) => (sum.bytes += encodedDataLength));
    devtools.on("Network.responseReceived", ({ response }) => (sum.bytes += response.encodedDataLength));

    const begin = Date.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.getByRole("button", { name: "Sur les réseaux sociaux" }).waitFor();
    const entry = { ...sum };
    const entryMs = Date.now() - begin;
    // Ready: device keys and cross-signing are uploaded, and the first sync has told of the encrypted room.
    const synced = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith("/sync"), {
      timeout: 120_000,
    });
    await startConversation(page);
    await (await synced).finished();
    return { entry, ready: { ...sum }, entryMs, readyMs: Date.now() - begin };
  });
}

/** Beside the package's entry: its exports do not name it. */
function wasmFile(): URL {
  return new URL("pkg/matrix_sdk_crypto_wasm_bg.wasm", import.meta.resolve("@matrix-org/matrix-sdk-crypto-wasm"));
}

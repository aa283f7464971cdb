/** The only door to Matrix: everything behind it is loaded while the child is still reading the first screen. */
import type { PageConfig } from "@abri/contract";
import { initAsync } from "@matrix-org/matrix-sdk-crypto-wasm";
import wasmUrl from "../../../node_modules/@matrix-org/matrix-sdk-crypto-wasm/pkg/matrix_sdk_crypto_wasm_bg.wasm?url";
import type { SecureRoom, Surroundings } from "../conversation/ports.ts";
import { bringAssumed } from "./assumed.ts";
import { MatrixRoom } from "./matrixRoom.ts";
import { silenceGlobalLogger } from "./silence.ts";

let loading: Promise<void> | null = null;

/** Loads and starts the encryption's WebAssembly, once, however often it is called. @throws when this browser cannot run it. */
export function preloadEncryption(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  silenceGlobalLogger();
  await bringAssumed();
  // A failed `initAsync` stays failed, so the file is brought into the browser's cache first, and that is tried again on a bad network.
  for (let failures = 0; !(await fetched(wasmUrl)) && failures < 10; failures += 1) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** failures, 10_000)));
  }
  await initAsync(wasmUrl);
}

async function fetched(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { credentials: "omit" });
    const reader = response.body?.getReader();
    while (reader && !(await reader.read()).done);
    return response.ok;
  } catch {
    return false;
  }
}

export async function openableRoom(config: PageConfig, surroundings: Surroundings): Promise<SecureRoom> {
  await preloadEncryption();
  return new MatrixRoom(config, surroundings.pause);
}

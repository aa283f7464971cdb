/** Loads and starts the encryption's WebAssembly. */
import { initAsync } from "@matrix-org/matrix-sdk-crypto-wasm";
import wasmUrl from "../../../../node_modules/@matrix-org/matrix-sdk-crypto-wasm/pkg/matrix_sdk_crypto_wasm_bg.wasm?url";
import { bringAssumed } from "./assumed.ts";
import { silenceGlobalLogger } from "./silence.ts";

/** @throws when this browser cannot run it */
export async function loadEncryption(): Promise<void> {
  silenceGlobalLogger();
  bringAssumed();
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

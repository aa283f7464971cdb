/** What matrix-js-sdk's Rust crypto has and does not offer to everybody. */
import type { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";

interface Internals extends CryptoBackend {
  readonly olmMachine: OlmMachine;
  readonly outgoingRequestsManager: { doProcessOutgoingRequests(): Promise<void> };
  readonly backupManager: { maybeUploadKey(): Promise<void> };
}

export function internalsOf(crypto: CryptoApi): Internals {
  return crypto as unknown as Internals;
}

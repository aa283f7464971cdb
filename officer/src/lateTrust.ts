/**
 * What was said by somebody whose devices this client did not know yet is closed (`OnlySignedDevicesIsolationMode`), and matrix-js-sdk does not try
 * again when it learns of them: here it does.
 */
import type { MatrixClient } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { CryptoEvent, DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { cryptoOf } from "./device.ts";

export function trustLate(client: MatrixClient): void {
  client.on(CryptoEvent.DevicesUpdated, (userIds) => {
    // The public interface lacks the one method that an event asks of it.
    const crypto = cryptoOf(client) as CryptoBackend;
    for (const room of client.getRooms())
      for (const event of room.getLiveTimeline().getEvents()) {
        const isOf = userIds.includes(event.getSender() ?? "");
        if (!isOf || event.decryptionFailureReason !== DecryptionFailureCode.UNKNOWN_SENDER_DEVICE) continue;
        void event.attemptDecryption(crypto, { isRetry: true });
      }
  });
}

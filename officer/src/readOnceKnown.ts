/**
 * Reads again what came before its sender's device was known. A client that believes signed devices only refuses such a message, and
 * matrix-js-sdk 43 takes it from what it tries again (`EventDecryptor` in `rust-crypto.ts`): the first words of a conversation would stay unread
 * (ADR 0020).
 */
import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { CryptoEvent, DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";

const REFUSED: readonly (DecryptionFailureCode | null)[] = [
  DecryptionFailureCode.UNKNOWN_SENDER_DEVICE,
  DecryptionFailureCode.UNSIGNED_SENDER_DEVICE,
];

/** From now on, until the client stops. */
export function readOnceKnown(client: MatrixClient): void {
  const readAgain = (userIds: readonly string[]): void => {
    const crypto = client.getCrypto();
    if (crypto === undefined) return;
    for (const room of client.getRooms())
      for (const event of room.getLiveTimeline().getEvents())
        if (userIds.includes(event.getSender() ?? "") && mayBeReadNow(event))
          // matrix-js-sdk's own object is both; a failure is told by the event.
          void event.attemptDecryption(crypto as CryptoBackend, { isRetry: true });
  };
  client.on(CryptoEvent.DevicesUpdated, readAgain);
  // A device may be known before the identity that signs it: then it is the identity alone that is news.
  client.on(CryptoEvent.UserTrustStatusChanged, (userId) => readAgain([userId]));
}

/** Refused for whom it comes from, or being looked at with what was known before. */
function mayBeReadNow(event: MatrixEvent): boolean {
  return event.isBeingDecrypted() || (event.isDecryptionFailure() && REFUSED.includes(event.decryptionFailureReason));
}

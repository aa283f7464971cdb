/**
 * The victim's two credentials. The session token is derived, so that the same idempotency key always gives the same one and nothing
 * of it is stored; the Matrix access token is sealed under it, so that the database alone opens nothing.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import { SessionToken, type IdempotencyKey } from "@abri/contract";
import type { NewSession } from "../ports/conversationStore.ts";
import type { VictimDevice } from "../ports/matrix.ts";

const IV_LENGTH = 12;
const TAG_LENGTH = 16;

/** base64url(HMAC-SHA256(secret, "session" ‖ key)). */
export function sessionToken(secret: Buffer, key: IdempotencyKey): SessionToken {
  return SessionToken.parse(
    createHmac("sha256", secret).update("session").update(Buffer.from(key, "base64url")).digest("base64url"),
  );
}

export function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** What a session's Matrix access token is sealed under: HKDF-SHA256 of the session token. */
export function underToken(token: SessionToken): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(token, "base64url"), "", "abri access token", 32));
}

/** What is made in advance has no session token yet: HKDF-SHA256 of the service's secret. */
export function underSecret(secret: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "abri access token of a prepared room", 32));
}

/** The session that `token` opens, around the victim's Matrix device. `iv` is 12 fresh random bytes. */
export function newSession(token: SessionToken, { accessToken, deviceId }: VictimDevice, iv: Buffer): NewSession {
  return { tokenHash: sha256(token), deviceId, sealedAccessToken: seal(underToken(token), accessToken, iv) };
}

/** AES-256-GCM under `key`: IV ‖ ciphertext ‖ tag. `iv` is 12 fresh random bytes. */
export function seal(key: Buffer, text: string, iv: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when it was sealed under another key, or altered. */
export function unseal(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_LENGTH));
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  return decipher.update(sealed.subarray(IV_LENGTH, -TAG_LENGTH), undefined, "utf8") + decipher.final("utf8");
}

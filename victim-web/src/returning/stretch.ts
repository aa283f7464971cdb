/** Argon2id by libsodium. Slow and large on purpose: whoever guesses pays it for each guess. */
import sodium from "libsodium-wrappers-sumo";
import { ARGON2ID } from "./keys.ts";

/** @param phrase in its canonical form. @throws when the device has not as much memory. */
export async function stretch(phrase: string, salt: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  await sodium.ready;
  const { keyBytes, passes, bytes } = ARGON2ID;
  const key = sodium.crypto_pwhash(keyBytes, phrase, salt, passes, bytes, sodium.crypto_pwhash_ALG_ARGON2ID13);
  return Uint8Array.from(key);
}

/**
 * The keys of a phrase (ADR 0012): Argon2id, then HKDF-SHA-256 (RFC 5869) gives three that tell nothing of one another. Changing anything here
 * locks out everybody who has a phrase.
 */
import type { PhraseKey } from "@abri/contract";
import { base64url } from "../base64url.ts";

/** Two are told to the gateway, the third never leaves the browser. */
export interface PhraseKeys {
  readonly lookup: PhraseKey;
  readonly proof: PhraseKey;
  /** 32 bytes: the key of Matrix's secret storage. */
  readonly storage: Uint8Array<ArrayBuffer>;
}

/** RFC 9106's second recommended choice, with one lane, which is what libsodium has. */
export const ARGON2ID = { passes: 3, bytes: 64 * 1024 * 1024, saltBytes: 16, keyBytes: 32 } as const;

/** Public, and the same for a whole service. @param origin as `location.origin` */
export async function saltOf(origin: string): Promise<Uint8Array> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`org.abri.return ${origin}`));
  return new Uint8Array(hash).slice(0, ARGON2ID.saltBytes);
}

/** @param stretched what Argon2id made of the phrase */
export async function keysFrom(stretched: Uint8Array<ArrayBuffer>): Promise<PhraseKeys> {
  const key = await crypto.subtle.importKey("raw", stretched, "HKDF", false, ["deriveBits"]);
  const part = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const info = new TextEncoder().encode(`org.abri.return ${name}`);
    const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
  };
  const [lookup, proof, storage] = await Promise.all([part("lookup"), part("proof"), part("storage")]);
  return { lookup: base64url(lookup) as PhraseKey, proof: base64url(proof) as PhraseKey, storage };
}

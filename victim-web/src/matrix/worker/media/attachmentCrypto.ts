/** Encrypts and decrypts files: Matrix's own library over WebCrypto. Only ciphertext made here is ever uploaded. */
import { decryptAttachment, encryptAttachment } from "matrix-encrypt-attachment/lib/webcrypto.js";
import type { EncryptedFile } from "../../../conversation/attachment.ts";
import { fileContent } from "./encryptedFile.ts";

export interface Sealed {
  readonly ciphertext: ArrayBuffer;
  /** All but where it lies. */
  readonly secrets: Pick<EncryptedFile, "key" | "iv" | "sha256">;
}

export async function seal(bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const { data, info } = await encryptAttachment(bytes.buffer);
  return { ciphertext: data, secrets: { key: info.key.k, iv: info.iv, sha256: info.hashes?.["sha256"] ?? "" } };
}

/** `null`: it is not what its sender has encrypted. */
export async function unseal(ciphertext: ArrayBuffer, file: EncryptedFile): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await decryptAttachment(ciphertext, fileContent(file)));
  } catch {
    return null;
  }
}

/** Brings an officer's file through the gateway and opens it. */
import { deadline } from "../../../deadline.ts";
import type { EncryptedFile, Fetched } from "../../../conversation/attachment.ts";
import { unseal } from "./attachmentCrypto.ts";

/** As much as the gateway passes on. */
const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

const REFUSED: Fetched = { kind: "refused" };

export async function fetchFile(file: EncryptedFile, accessToken: string): Promise<Fetched> {
  const cut = deadline(TIMEOUT_MS);
  try {
    const path = ["download", file.server, file.mediaId].map(encodeURIComponent).join("/");
    const response = await fetch(`/_matrix/client/v1/media/${path}`, {
      headers: { Authorization: `Bearer ${accessToken}` },
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      signal: cut.signal,
    });
    if (!response.ok) return response.status >= 500 || response.status === 429 ? { kind: "later" } : REFUSED;
    const ciphertext = await response.arrayBuffer();
    const bytes = ciphertext.byteLength > MAX_BYTES ? null : await unseal(ciphertext, file);
    return bytes === null ? REFUSED : { kind: "file", bytes };
  } catch {
    return { kind: "later" };
  } finally {
    cut.over();
  }
}

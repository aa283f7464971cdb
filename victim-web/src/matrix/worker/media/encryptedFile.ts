/** Encrypted files as events carry them (Matrix, "Sending encrypted attachments"). What comes from outside is parsed here, once. */
import * as z from "zod/mini";
import type { EncryptedFile } from "../../../conversation/attachment.ts";

const Mxc = /^mxc:\/\/([^/\s]{1,255})\/([A-Za-z0-9_-]{1,255})$/;

const like = (pattern: RegExp) => z.string().check(z.regex(pattern));

const FileContent = z.object({
  v: z.literal("v2"),
  url: like(Mxc),
  key: z.object({ kty: z.literal("oct"), alg: z.literal("A256CTR"), k: like(/^[A-Za-z0-9_-]{43}$/) }),
  iv: like(/^[A-Za-z0-9+/]{22}={0,2}$/),
  hashes: z.object({ sha256: like(/^[A-Za-z0-9+/]{43}=?$/) }),
});

/** `null`: in clear (`url` beside it), of another version, or malformed. */
export function readFile(content: unknown): EncryptedFile | null {
  const parsed = FileContent.safeParse(content);
  if (!parsed.success) return null;
  const [, server = "", mediaId = ""] = Mxc.exec(parsed.data.url) ?? [];
  const { key, iv, hashes } = parsed.data;
  return { server, mediaId, key: key.k, iv, sha256: hashes.sha256.replace("=", "") };
}

export function fileContent(file: EncryptedFile) {
  return {
    v: "v2",
    url: `mxc://${file.server}/${file.mediaId}`,
    key: { kty: "oct", alg: "A256CTR", k: file.key, key_ops: ["encrypt", "decrypt"], ext: true },
    iv: file.iv,
    hashes: { sha256: file.sha256 },
  };
}

/** What the homeserver answers to an upload. */
export function parseMxc(uri: unknown): { readonly server: string; readonly mediaId: string } | null {
  const found = typeof uri === "string" ? Mxc.exec(uri) : null;
  return found ? { server: found[1] ?? "", mediaId: found[2] ?? "" } : null;
}

/** Encrypted images in a conversation: brought through the officer's own homeserver, opened here, never shown by themselves. */
import "./silentLogger.ts";
import type { MatrixClient } from "matrix-js-sdk";
import { decryptAttachment, encryptAttachment } from "matrix-encrypt-attachment";
import { z } from "zod";

/** "Sending encrypted attachments", version 2. */
const EncryptedFile = z.object({
  v: z.literal("v2"),
  url: z.string().startsWith("mxc://"),
  key: z.object({
    kty: z.literal("oct"),
    alg: z.literal("A256CTR"),
    k: z.string(),
    key_ops: z.array(z.string()),
    ext: z.literal(true),
  }),
  iv: z.string(),
  hashes: z.object({ sha256: z.string() }),
});
export type EncryptedFile = z.infer<typeof EncryptedFile>;

export const ImageContent = z.object({ msgtype: z.literal("m.image"), file: EncryptedFile });

/** @throws Error when the homeserver does not give it, or it is not what its sender has encrypted. */
export async function fetchImage(client: MatrixClient, file: EncryptedFile): Promise<Uint8Array> {
  const url = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, false, true);
  if (url === null) throw new Error("not an address of a file");
  const answer = await fetch(url, { headers: { authorization: `Bearer ${client.getAccessToken() ?? ""}` } });
  if (!answer.ok) throw new Error(`the homeserver answered ${answer.status} for a file`);
  return new Uint8Array(await decryptAttachment(await answer.arrayBuffer(), file));
}

/** Encrypts, uploads and sends. @returns the event ID. */
export async function sendImage(
  client: MatrixClient,
  roomId: string,
  bytes: Uint8Array<ArrayBuffer>,
  mimetype: string,
): Promise<string> {
  const { data, info } = await encryptAttachment(bytes.slice().buffer);
  const { content_uri: url } = await client.uploadContent(new Blob([data]), {
    includeFilename: false,
    type: "application/octet-stream",
  });
  const content = {
    msgtype: "m.image",
    body: "image",
    file: { ...info, url },
    info: { mimetype, size: bytes.length },
  };
  return (await client.sendEvent(roomId, "m.room.message" as never, content as never)).event_id;
}

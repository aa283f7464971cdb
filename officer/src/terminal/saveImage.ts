/** Writes a decrypted image where only this user of the machine can read it. Nothing opens it. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns the file's path; its name is ours, its extension what its bytes are. */
export async function saveImage(bytes: Uint8Array): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "abri-image-")), `image.${extension(bytes)}`);
  await writeFile(file, bytes, { mode: 0o600, flag: "wx" });
  return file;
}

function extension(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "jpg";
  if (head.startsWith("\x89PNG")) return "png";
  return head.startsWith("RIFF") && head.endsWith("WEBP") ? "webp" : "bin";
}

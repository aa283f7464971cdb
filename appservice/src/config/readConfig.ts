/** Reads the configuration and the files that it names. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Config } from "./config.ts";

const Secret = z
  .string()
  .trim()
  .regex(/^[0-9a-f]{64}$/i, "the secret file must hold 32 bytes in hexadecimal");

export interface Configured {
  readonly config: Config;
  readonly secret: Buffer;
  readonly caCertificatesPem: string;
}

/** @throws with one line that says what is wrong. */
export async function readConfig(file: string): Promise<Configured> {
  const parsed = Config.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  const config = parsed.data;
  return {
    config,
    secret: Buffer.from(Secret.parse(await readFile(config.secretFile, "utf8")), "hex"),
    caCertificatesPem: await readFile(config.caCertificateFile, "utf8"),
  };
}

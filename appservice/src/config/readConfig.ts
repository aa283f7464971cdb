/** Reads the configuration and the files that it names. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Config } from "./config.ts";

const Secret = z
  .string()
  .trim()
  .regex(/^[0-9a-f]{64}$/i, "a secret file must hold 32 bytes in hexadecimal");

const TrainingToken = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{43}$/, "the training token file must hold 32 bytes in unpadded base64url");

export interface Configured {
  readonly config: Config;
  readonly secret: Buffer;
  /** The operations room, and what signs what it is told; `null`: there is none. */
  readonly operations: { readonly url: string; readonly secret: Buffer } | null;
  /** `null`: nobody may start exercises. */
  readonly trainingToken: string | null;
  readonly caCertificatesPem: string;
}

/** @throws with one line that says what is wrong. */
export async function readConfig(file: string): Promise<Configured> {
  const parsed = Config.safeParse(JSON.parse(await readFile(file, "utf8")));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  const config = parsed.data;
  return {
    config,
    secret: await readSecret(config.secretFile),
    operations: config.operations && {
      url: config.operations.url,
      secret: await readSecret(config.operations.secretFile),
    },
    trainingToken:
      config.trainingTokenFile === undefined
        ? null
        : TrainingToken.parse(await readFile(config.trainingTokenFile, "utf8")),
    caCertificatesPem: await readFile(config.caCertificateFile, "utf8"),
  };
}

async function readSecret(file: string): Promise<Buffer> {
  return Buffer.from(Secret.parse(await readFile(file, "utf8")), "hex");
}

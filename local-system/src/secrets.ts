/** The secrets of one system: random, made at its first start, in one file that only its owner reads. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { readJson, writeJson } from "./files.ts";
import { ROLES } from "./roles.ts";

const HomeserverSecrets = z.strictObject({
  macaroonSecret: z.string(),
  formSecret: z.string(),
  registrationSharedSecret: z.string(),
  /** One line, as Synapse's `signing.key` holds it. */
  signingKey: z.string(),
  adminPassword: z.string(),
  databasePassword: z.string(),
});
type HomeserverSecrets = z.infer<typeof HomeserverSecrets>;

export const Secrets = z.object({
  postgresPassword: z.string(),
  appserviceDatabasePassword: z.string(),
  /** 32 bytes in hexadecimal: the application service derives session tokens with it. */
  appserviceSecret: z.string().length(64),
  homeservers: z.record(z.enum(ROLES), HomeserverSecrets),
});
export type Secrets = z.infer<typeof Secrets>;

/** 256 bits in letters, digits, `-` and `_`. */
export function randomSecret(): string {
  return randomBytes(32).toString("base64url");
}

function signingKey(): string {
  const seed = randomBytes(32).toString("base64").replace(/=+$/, "");
  return `ed25519 a_${randomBytes(3).toString("hex")} ${seed}`;
}

function newHomeserverSecrets(): HomeserverSecrets {
  return {
    macaroonSecret: randomSecret(),
    formSecret: randomSecret(),
    registrationSharedSecret: randomSecret(),
    signingKey: signingKey(),
    adminPassword: randomSecret(),
    databasePassword: randomSecret(),
  };
}

export function loadOrMakeSecrets(path: string): Secrets {
  const known = readJson(path, Secrets);
  if (known !== null) return known;
  const made: Secrets = {
    postgresPassword: randomSecret(),
    appserviceDatabasePassword: randomSecret(),
    appserviceSecret: randomBytes(32).toString("hex"),
    homeservers: {
      victims: newHomeserverSecrets(),
      police: newHomeserverSecrets(),
      gendarmerie: newHomeserverSecrets(),
    },
  };
  writeJson(path, made);
  return made;
}

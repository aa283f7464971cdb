/**
 * `npm run attest -- <user ID>`: signs an officer's identity with their certificate, so that victims' browsers give them keys.
 *
 * For a demonstration officer everything is found in `$ABRI_HOME`, and the certificate is made with the demonstration CA. Elsewhere:
 * `--cert FILE --key FILE --ca FILE --homeserver URL` and `--password-file FILE`, or ABRI_PASSWORD.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { UserId } from "@abri/contract";
import {
  attest,
  type CertificateRefusal,
  type Credential,
  issueOfficerCertificate,
  readAttestation,
} from "../attestation/index.ts";
import type { Endpoints } from "../endpoints.ts";
import { fetchMasterKey, hidePicturesUntilAsked, logIn, logOut } from "../matrixApi.ts";
import { findEndpoints, runProgram, UsageError } from "./home.ts";

const USAGE =
  "Usage : npm run attest -- <@officier:serveur> [--cert F --key F] [--ca F] [--homeserver URL] [--password-file F]";
const DAY_MS = 86_400_000;
/** A shorter rest is renewed. */
const RENEW_DAYS = 30;

interface Arguments {
  readonly userId: UserId;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
  readonly homeserver?: string | undefined;
  readonly passwordFile?: string | undefined;
}

async function main(): Promise<void> {
  const options = readArguments();
  const { userId } = options;
  const endpoints = findEndpoints();
  const caFile = options.ca ?? endpoints?.caCertificate;
  if (caFile === undefined) {
    throw new UsageError("Quel certificat d'autorité ? Donnez --ca, ou lancez « npm start » pour la démonstration.");
  }
  const caCertificatePem = read(caFile);
  const given = givenCredential(options);
  const { homeserver, password } = findAccount(options, endpoints);
  const session = await logIn(homeserver, userId, password, "Abri attestation");
  const now = new Date();
  try {
    const masterKey = await fetchMasterKey(session, userId);
    if (masterKey === null) throw new UsageError(noIdentity(userId));
    await hidePicturesUntilAsked(session);
    const state = await readAttestation(masterKey, userId, caCertificatePem, now);
    if (state.kind === "valid" && given === null && state.until.getTime() - now.getTime() > RENEW_DAYS * DAY_MS) {
      console.log(`${userId} est déjà attesté, jusqu'au ${day(state.until)}.`);
      return;
    }
    if (state.kind === "expired") console.log(`L'attestation de ${userId} a expiré le ${day(state.since)}.`);
    if (state.kind === "worthless")
      console.log(`L'attestation de ${userId} ne vaut rien (${state.why}) : elle est remplacée.`);
    const credential = given ?? (await makeCredential(caFile, caCertificatePem, userId, now));
    const outcome = await attest({ session, userId, caCertificatePem, credential, now });
    switch (outcome.kind) {
      case "attested":
        console.log(`${userId} est attesté, jusqu'au ${day(outcome.until)}.`);
        return;
      case "no-identity":
        throw new UsageError(noIdentity(userId));
      case "refused":
        throw new UsageError(`Rien n'a été publié : ${REFUSALS[outcome.why]}.`);
    }
  } finally {
    await logOut(session);
  }
}

const REFUSALS: Readonly<Record<CertificateRefusal, string>> = {
  "not-a-leaf": "ce certificat est celui d'une autorité",
  "another-user": "ce certificat n'est pas au nom de cet officier",
  "not-for-clients": "ce certificat n'est pas fait pour authentifier une personne (clientAuth)",
  "not-yet-valid": "ce certificat n'est pas encore valable",
  expired: "ce certificat a expiré",
  "another-authority": "ce certificat ne vient pas de l'autorité de l'organisation",
  "another-key": "la clé n'est pas celle de ce certificat",
};

function noIdentity(userId: UserId): string {
  return `${userId} n'a pas encore d'identité de chiffrement : que l'officier ouvre Element une première fois, puis recommencez.`;
}

function readArguments(): Arguments {
  const text = { type: "string" } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { cert: text, key: text, ca: text, homeserver: text, "password-file": text },
      allowPositionals: true,
    });
    const userId = UserId.safeParse(positionals[0]);
    if (userId.success && positionals.length === 1) {
      return { ...values, userId: userId.data, passwordFile: values["password-file"] };
    }
  } catch {
    // An unknown option: the usage says what there is.
  }
  throw new UsageError(USAGE);
}

function givenCredential({ cert, key }: Arguments): Credential | null {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw new UsageError("--cert et --key vont ensemble.");
  return { certificatePem: read(cert), privateKeyPem: read(key) };
}

async function makeCredential(caFile: string, certificatePem: string, userId: UserId, now: Date): Promise<Credential> {
  const keyFile = caFile.replace(/\.pem$/, ".key");
  if (keyFile === caFile || !existsSync(keyFile)) {
    throw new UsageError(
      "La clé de l'autorité n'est pas ici : donnez le certificat de l'officier avec --cert et --key.",
    );
  }
  return issueOfficerCertificate({ certificatePem, privateKeyPem: read(keyFile) }, userId, now);
}

function findAccount(options: Arguments, endpoints: Endpoints | null): { homeserver: string; password: string } {
  const { userId, passwordFile } = options;
  const known = endpoints?.officers.find((officer) => officer.userId === userId);
  const homeserver = options.homeserver ?? known?.homeserver;
  if (homeserver === undefined) throw new UsageError("Quel serveur ? Donnez --homeserver.");
  const password =
    passwordFile === undefined ? (process.env["ABRI_PASSWORD"] ?? known?.password) : read(passwordFile).trimEnd();
  if (password === undefined) throw new UsageError("Quel mot de passe ? Donnez --password-file ou ABRI_PASSWORD.");
  return { homeserver, password };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`Impossible de lire ${file}.`);
  }
}

function day(date: Date): string {
  return date.toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
}

await runProgram(main);

/**
 * The certificates of one system. Two authorities that have nothing to do with each other:
 *  - the federation CA vouches for the three homeservers' TLS; each homeserver trusts only it;
 *  - the organisation's CA vouches for officers; its certificate is pinned in the victim's page.
 */
// @peculiar/x509 needs this polyfill to be there before it loads.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";
import { writePrivate } from "./files.ts";
import { ROLES, type Role } from "./roles.ts";

const DAY_MS = 86_400_000;
// RSA, because an attestation is an RSA-PSS signature and a chain of one kind of key is easiest to check by hand.
const ORGANISATION_KEY = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-512",
  modulusLength: 3072,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const TLS_KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const TLS_SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

interface CertificateFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Certificates {
  readonly federationCa: CertificateFiles;
  readonly organisationCa: CertificateFiles;
  readonly homeservers: Readonly<Record<Role, CertificateFiles>>;
}

const filesOf = (folder: string, name: string): CertificateFiles => ({
  certificate: join(folder, `${name}.pem`),
  privateKey: join(folder, `${name}.key`),
});

/** Makes what is missing. The private keys are PKCS #8, PEM. */
export async function loadOrMakeCertificates(folder: string): Promise<Certificates> {
  const files: Certificates = {
    federationCa: filesOf(folder, "federation-ca"),
    organisationCa: filesOf(folder, "organisation-ca"),
    homeservers: {
      victims: filesOf(folder, "victims"),
      police: filesOf(folder, "police"),
      gendarmerie: filesOf(folder, "gendarmerie"),
    },
  };
  x509.cryptoProvider.set(webcrypto as Crypto);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A certificate is written after its key: a certificate that is there is whole.
  if (!existsSync(files.organisationCa.certificate)) {
    const keys = await webcrypto.subtle.generateKey(ORGANISATION_KEY, true, ["sign", "verify"]);
    await save(files.organisationCa, await authority("Abri demonstration organisation", keys, ORGANISATION_KEY), keys);
  }
  if (ROLES.some((role) => !existsSync(files.homeservers[role].certificate))) await makeFederation(files);
  return files;
}

async function makeFederation(files: Certificates): Promise<void> {
  const caKeys = await webcrypto.subtle.generateKey(TLS_KEY, true, ["sign", "verify"]);
  const ca = await authority("Abri demonstration federation", caKeys, TLS_SIGNATURE);
  await save(files.federationCa, ca, caKeys);
  for (const role of ROLES) {
    const keys = await webcrypto.subtle.generateKey(TLS_KEY, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: "CN=localhost",
      issuer: ca.subject,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + 825 * DAY_MS),
      publicKey: keys.publicKey as CryptoKey,
      signingKey: caKeys.privateKey as CryptoKey,
      signingAlgorithm: TLS_SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }]),
        await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey as CryptoKey),
      ],
    });
    await save(files.homeservers[role], certificate, keys);
  }
}

async function authority(
  name: string,
  keys: webcrypto.CryptoKeyPair,
  signingAlgorithm: typeof TLS_SIGNATURE | typeof ORGANISATION_KEY,
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name} CA`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 3650 * DAY_MS),
    keys: keys as CryptoKeyPair,
    signingAlgorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      // Attestations name their authority by it.
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey as CryptoKey),
    ],
  });
}

async function save(files: CertificateFiles, certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair) {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  writePrivate(files.privateKey, `${x509.PemConverter.encode(pkcs8, "PRIVATE KEY")}\n`);
  writePrivate(files.certificate, `${certificate.toString("pem")}\n`);
}

export function pemOf(files: CertificateFiles): { certificatePem: string; privateKeyPem: string } {
  return {
    certificatePem: readFileSync(files.certificate, "utf8"),
    privateKeyPem: readFileSync(files.privateKey, "utf8"),
  };
}

/** Whether a certificate may attest a user: the same questions that the victim's browser will ask, asked before anything is uploaded. */
import "reflect-metadata";
import type { UserId } from "@abri/contract";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
} from "@peculiar/x509";
import type { Credential } from "./authority.ts";
import { attestedNames } from "./names.ts";
import { ATTESTATION_SIGNATURE, readCertificates, readPrivateKey, SALT_LENGTH } from "./pem.ts";

export type CertificateRefusal =
  "not-a-leaf" | "another-user" | "not-for-clients" | "not-yet-valid" | "expired" | "another-authority" | "another-key";

/** @returns `null` when the certificate is this user's, valid now, and signed by one of the CA's certificates. */
export async function refusalOf(
  leaf: X509Certificate,
  userId: UserId,
  caCertificatePem: string,
  now: Date,
): Promise<Exclude<CertificateRefusal, "another-key"> | null> {
  if (leaf.getExtension(BasicConstraintsExtension)?.ca === true) return "not-a-leaf";
  const names = leaf.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const wanted = attestedNames(userId);
  const has = (type: string, value: string) => names.some((name) => name.type === type && name.value === value);
  if (!has("url", wanted.uri) || !has("email", wanted.email)) return "another-user";
  if (leaf.getExtension(ExtendedKeyUsageExtension)?.usages.includes(ExtendedKeyUsage.clientAuth) !== true)
    return "not-for-clients";
  if (now < leaf.notBefore) return "not-yet-valid";
  if (now > leaf.notAfter) return "expired";
  for (const authority of readCertificates(caCertificatePem)) {
    if (
      leaf.issuer === authority.subject &&
      (await leaf.verify({ publicKey: authority.publicKey, signatureOnly: true }))
    ) {
      return null;
    }
  }
  return "another-authority";
}

/**
 * The same for a certificate with its private key.
 * @throws PemError when one of them cannot be read.
 */
export async function refusalOfCredential(
  credential: Credential,
  userId: UserId,
  caCertificatePem: string,
  now: Date,
): Promise<CertificateRefusal | null> {
  const [leaf] = readCertificates(credential.certificatePem);
  return (
    (await refusalOf(leaf, userId, caCertificatePem, now)) ??
    ((await belongsTogether(leaf, credential)) ? null : "another-key")
  );
}

/** The subject key identifier (RFC 5280, 4.2.1.2), by which CMS and Matrix name a certificate. */
export function keyIdentifier(certificate: X509Certificate): ArrayBuffer {
  const extension = certificate.getExtension(SubjectKeyIdentifierExtension);
  if (extension === null) throw new TypeError("the certificate has no subject key identifier");
  return new Uint8Array(Buffer.from(extension.keyId, "hex")).buffer;
}

/** Signs something and verifies it: the one question that a public and a private key answer together. */
async function belongsTogether(leaf: X509Certificate, credential: Credential): Promise<boolean> {
  const probe = new TextEncoder().encode("abri");
  const parameters = { ...ATTESTATION_SIGNATURE, saltLength: SALT_LENGTH };
  const key = await readPrivateKey(credential.privateKeyPem, ATTESTATION_SIGNATURE);
  const publicKey = await leaf.publicKey.export(ATTESTATION_SIGNATURE, ["verify"]);
  return crypto.subtle.verify(parameters, publicKey, await crypto.subtle.sign(parameters, key, probe), probe);
}

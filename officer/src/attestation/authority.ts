/**
 * The organisation's certificate authority: says "this Matrix user is an officer of ours" in X.509.
 * A development system makes one at its first start; in production the organisation's own PKI issues the same certificates.
 */
import "reflect-metadata";
import type { UserId } from "@abri/contract";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { attestedNames } from "./names.ts";
import { CERTIFICATE_SIGNATURE, readCertificates, readPrivateKey } from "./pem.ts";

export interface Credential {
  readonly certificatePem: string;
  /** PKCS #8, unencrypted: whoever writes it to a file makes it 0600. */
  readonly privateKeyPem: string;
}

const DAY_MS = 86_400_000;
/** There is no revocation list: a certificate ends soon instead. */
const OFFICER_DAYS = 90;
const AUTHORITY_DAYS = 3_650;
/** A clock that is a little behind must not refuse what was just issued. */
const CLOCK_SLACK_MS = 300_000;

/** @param name common name, as people read it. */
export async function createAuthority(name: string, now: Date): Promise<Credential> {
  const keys = await generateKeys(4096);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    notBefore: new Date(now.getTime() - CLOCK_SLACK_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    signingAlgorithm: CERTIFICATE_SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificatePem: certificate.toString("pem"), privateKeyPem: await exportPrivateKey(keys.privateKey) };
}

/**
 * Issues a leaf for this user and nobody else.
 * @param now the beginning of its validity; a date in the past makes an expired one.
 * @throws PemError when the issuer's PEM cannot be read.
 */
export async function issueOfficerCertificate(
  issuer: Credential,
  userId: UserId,
  now: Date,
  days: number = OFFICER_DAYS,
): Promise<Credential> {
  const [authority] = readCertificates(issuer.certificatePem);
  const keys = await generateKeys(3072);
  const names = attestedNames(userId);
  const certificate = await X509CertificateGenerator.create({
    subject: [{ CN: [names.email] }],
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: await readPrivateKey(issuer.privateKeyPem, CERTIFICATE_SIGNATURE),
    signingAlgorithm: CERTIFICATE_SIGNATURE,
    notBefore: new Date(now.getTime() - CLOCK_SLACK_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([
        { type: "url", value: names.uri },
        { type: "email", value: names.email },
      ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return { certificatePem: certificate.toString("pem"), privateKeyPem: await exportPrivateKey(keys.privateKey) };
}

/** @param bits matrix-sdk-crypto verifies 2048 to 8192. */
function generateKeys(bits: 3072 | 4096): Promise<CryptoKeyPair> {
  const algorithm = { ...CERTIFICATE_SIGNATURE, modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]) };
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function exportPrivateKey(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}

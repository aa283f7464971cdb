/** Reads certificates and RSA private keys from PEM. The only file that names the curves of WebCrypto's key import. */
import "reflect-metadata";
import { PemConverter, X509Certificate } from "@peculiar/x509";

/** How the authority signs certificates: what every verifier knows. */
export const CERTIFICATE_SIGNATURE = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" } as const;
/** How an officer signs an attestation: the one scheme that matrix-sdk-crypto accepts ("RsaPssSha512"). */
export const ATTESTATION_SIGNATURE = { name: "RSA-PSS", hash: "SHA-512" } as const;
/** As long as the digest, in bytes. */
export const SALT_LENGTH = 64;

/** A file that was given to us is not what it should be; the message says which, in one sentence. */
export class PemError extends Error {
  override readonly name = "PemError";
}

/** @throws PemError when there is no certificate in `pem`. A chain is in the order of the file. */
export function readCertificates(pem: string): [X509Certificate, ...X509Certificate[]] {
  let certificates: X509Certificate[];
  try {
    certificates = PemConverter.decodeWithHeaders(pem)
      .filter((block) => block.type === "CERTIFICATE")
      .map((block) => new X509Certificate(block.rawData));
  } catch {
    throw new PemError("the certificate file is not PEM");
  }
  const [first, ...rest] = certificates;
  if (first === undefined) throw new PemError("there is no certificate in the file");
  return [first, ...rest];
}

/** @throws PemError when `pem` is not one unencrypted RSA private key (PKCS #8). */
export async function readPrivateKey(
  pem: string,
  algorithm: typeof CERTIFICATE_SIGNATURE | typeof ATTESTATION_SIGNATURE,
): Promise<CryptoKey> {
  try {
    const block = PemConverter.decodeWithHeaders(pem).find((found) => found.type === "PRIVATE KEY");
    if (block !== undefined) return await crypto.subtle.importKey("pkcs8", block.rawData, algorithm, false, ["sign"]);
  } catch {
    // Said below, in the same words: what OpenSSL or WebCrypto would say here helps nobody.
  }
  throw new PemError("the key file is not an unencrypted RSA private key in PEM (BEGIN PRIVATE KEY)");
}

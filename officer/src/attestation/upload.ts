/** Signs an officer's master key with the officer's certificate and publishes the signature: from then on browsers trust it. */
import type { UserId } from "@abri/contract";
import type { CrossSigningKey, Session } from "../matrixApi.ts";
import { fetchMasterKey, uploadSignature } from "../matrixApi.ts";
import type { Credential } from "./authority.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { type CertificateRefusal, keyIdentifier, refusalOfCredential } from "./certificate.ts";
import { readCertificates } from "./pem.ts";
import { signDetached } from "./sign.ts";

export type AttestationOutcome =
  | { readonly kind: "attested"; readonly until: Date }
  /** No client of the officer has made cross-signing keys yet. */
  | { readonly kind: "no-identity" }
  | { readonly kind: "refused"; readonly why: CertificateRefusal };

/**
 * @param session of the officer: only they can add a signature of their own to their master key.
 * @param caCertificatePem the organisation's CA, whose subject key identifier names the signature.
 * @throws PemError, MatrixApiError
 */
export async function attest(
  session: Session,
  userId: UserId,
  caCertificatePem: string,
  credential: Credential,
  now: Date,
): Promise<AttestationOutcome> {
  const why = await refusalOfCredential(credential, userId, caCertificatePem, now);
  if (why !== null) return { kind: "refused", why };
  const masterKey = await fetchMasterKey(session, userId);
  if (masterKey === null) return { kind: "no-identity" };
  const signature = await signDetached(signedBytes(masterKey), credential);
  await publish(session, masterKey, signatureName(caCertificatePem), signature);
  return { kind: "attested", until: readCertificates(credential.certificatePem)[0].notAfter };
}

/** What an attestation signs: the master key without its signatures, in canonical JSON. */
export function signedBytes({ keys, usage, user_id }: CrossSigningKey): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson({ keys, usage, user_id }));
}

/** The key ID under which an attestation stands among the master key's signatures. */
export function signatureName(caCertificatePem: string): string {
  const identifier = Buffer.from(keyIdentifier(readCertificates(caCertificatePem)[0]));
  return `io.element.x509:${identifier.toString("base64").replace(/=+$/, "")}`;
}

/** Adds a signature, whatever it is worth: the homeserver does not judge, the readers do. @throws MatrixApiError */
export async function publish(
  session: Session,
  masterKey: CrossSigningKey,
  name: string,
  signature: string,
): Promise<void> {
  const { keys, usage, user_id } = masterKey;
  const publicKey = Object.values(keys)[0];
  if (publicKey === undefined) throw new TypeError("a master key without a key");
  await uploadSignature(session, publicKey, { keys, usage, user_id, signatures: { [user_id]: { [name]: signature } } });
}

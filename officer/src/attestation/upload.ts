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

export interface AttestationRequest {
  /** Of the officer: only they can sign their own master key. */
  readonly session: Session;
  readonly userId: UserId;
  /** The organisation's CA, whose subject key identifier names the signature. */
  readonly caCertificatePem: string;
  readonly credential: Credential;
  readonly now: Date;
}

/** @throws PemError, MatrixApiError */
export async function attest(request: AttestationRequest): Promise<AttestationOutcome> {
  const { session, userId, caCertificatePem, credential, now } = request;
  const why = await refusalOfCredential(credential, userId, caCertificatePem, now);
  if (why !== null) return { kind: "refused", why };
  const masterKey = await fetchMasterKey(session, userId);
  if (masterKey === null) return { kind: "no-identity" };
  const signature = await signDetached(signedBytes(masterKey), credential);
  await uploadSignature(session, withSignature(masterKey, signatureName(caCertificatePem), signature));
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

/** The same master key with this signature of its owner and no other: what is uploaded. */
export function withSignature(
  { keys, usage, user_id }: CrossSigningKey,
  name: string,
  signature: string,
): CrossSigningKey {
  return { keys, usage, user_id, signatures: { [user_id]: { [name]: signature } } };
}

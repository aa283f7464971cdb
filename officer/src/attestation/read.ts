/** Reads the attestation that stands on a master key, so that nobody is attested twice and an expired one is noticed. */
import "reflect-metadata";
import type { UserId } from "@abri/contract";
import { CertificateSet, ContentInfo, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert } from "@peculiar/asn1-schema";
import { PemConverter, X509Certificate } from "@peculiar/x509";
import type { CrossSigningKey } from "../matrixApi.ts";
import { type CertificateRefusal, keyIdentifier, refusalOf } from "./certificate.ts";
import { ATTESTATION_SIGNATURE, SALT_LENGTH } from "./pem.ts";
import { signatureName, signedBytes } from "./upload.ts";

export type AttestationState =
  | { readonly kind: "none" }
  | { readonly kind: "valid"; readonly until: Date }
  | { readonly kind: "expired"; readonly since: Date }
  /** Something stands there that nobody will accept. */
  | { readonly kind: "worthless"; readonly why: CertificateRefusal | "malformed" | "wrong-signature" };

export async function readAttestation(
  masterKey: CrossSigningKey,
  userId: UserId,
  caCertificatePem: string,
  now: Date,
): Promise<AttestationState> {
  const pem = masterKey.signatures?.[userId]?.[signatureName(caCertificatePem)];
  if (pem === undefined) return { kind: "none" };
  const parsed = parseDetached(pem);
  if (parsed === null) return { kind: "worthless", why: "malformed" };
  const { leaf, signature } = parsed;
  const publicKey = await leaf.publicKey.export(ATTESTATION_SIGNATURE, ["verify"]);
  const parameters = { ...ATTESTATION_SIGNATURE, saltLength: SALT_LENGTH };
  if (!(await crypto.subtle.verify(parameters, publicKey, signature, signedBytes(masterKey)))) {
    return { kind: "worthless", why: "wrong-signature" };
  }
  const why = await refusalOf(leaf, userId, caCertificatePem, now);
  if (why === null) return { kind: "valid", until: leaf.notAfter };
  return why === "expired" ? { kind: "expired", since: leaf.notAfter } : { kind: "worthless", why };
}

/** @returns `null` for what is not such a signature: it comes from a homeserver, so it may be anything. */
function parseDetached(pem: string): { leaf: X509Certificate; signature: ArrayBuffer } | null {
  try {
    const [der] = PemConverter.decode(pem);
    if (der === undefined) return null;
    const signed = AsnConvert.parse(AsnConvert.parse(der, ContentInfo).content, SignedData);
    const signer = signed.signerInfos[0];
    const identifier = signer?.sid.subjectKeyIdentifier;
    if (signer === undefined || identifier === undefined) return null;
    for (const { certificate } of signed.certificates ?? new CertificateSet()) {
      if (certificate === undefined) continue;
      const leaf = new X509Certificate(AsnConvert.serialize(certificate));
      if (Buffer.compare(Buffer.from(keyIdentifier(leaf)), Buffer.from(identifier.buffer)) === 0) {
        return { leaf, signature: signer.signature.buffer };
      }
    }
    return null;
  } catch {
    return null;
  }
}

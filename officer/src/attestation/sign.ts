/**
 * A detached CMS signature (RFC 5652) of exactly the shape that matrix-sdk-crypto verifies: one signer named by subject key
 * identifier, no signed attributes (so the content itself is signed), RSA-PSS with SHA-512 and a salt of 64 bytes (RFC 4056), the
 * certificate chain inside. What `openssl cms -sign -binary -keyid -noattr` with these parameters writes.
 */
import "reflect-metadata";
import {
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContentInfo,
  id_data,
  id_signedData,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from "@peculiar/asn1-cms";
import { id_mgf1, id_RSASSA_PSS, id_sha512, RsaSaPssParams } from "@peculiar/asn1-rsa";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate, SubjectKeyIdentifier } from "@peculiar/asn1-x509";
import type { X509Certificate } from "@peculiar/x509";
import { PemConverter } from "@peculiar/x509";
import type { Credential } from "./authority.ts";
import { ATTESTATION_SIGNATURE, readCertificates, readPrivateKey, SALT_LENGTH } from "./pem.ts";
import { keyIdentifier } from "./certificate.ts";

const DER_NULL = new Uint8Array([5, 0]).buffer;

/**
 * @param signer the leaf first, then its intermediates if there are any; the CA itself need not be in it.
 * @returns PEM (`BEGIN CMS`).
 * @throws PemError when the certificate or the key cannot be read. Does not check that they belong together: see `certificate.ts`.
 */
export async function signDetached(content: Uint8Array<ArrayBuffer>, signer: Credential): Promise<string> {
  const chain = readCertificates(signer.certificatePem);
  const key = await readPrivateKey(signer.privateKeyPem, ATTESTATION_SIGNATURE);
  const signature = await crypto.subtle.sign({ ...ATTESTATION_SIGNATURE, saltLength: SALT_LENGTH }, key, content);
  const sha512 = new AlgorithmIdentifier({ algorithm: id_sha512, parameters: DER_NULL });

  const signerInfo = new SignerInfo({
    // Version 3 goes with a subject key identifier (RFC 5652, 5.3).
    version: CMSVersion.v3,
    sid: new SignerIdentifier({ subjectKeyIdentifier: new SubjectKeyIdentifier(keyIdentifier(chain[0])) }),
    digestAlgorithm: new DigestAlgorithmIdentifier({ algorithm: id_sha512 }),
    signatureAlgorithm: new SignatureAlgorithmIdentifier({
      algorithm: id_RSASSA_PSS,
      parameters: AsnConvert.serialize(
        new RsaSaPssParams({
          hashAlgorithm: sha512,
          maskGenAlgorithm: new AlgorithmIdentifier({ algorithm: id_mgf1, parameters: AsnConvert.serialize(sha512) }),
          saltLength: SALT_LENGTH,
        }),
      ),
    }),
    signature: new OctetString(signature),
  });
  const signedData = new SignedData({
    version: CMSVersion.v3,
    digestAlgorithms: new DigestAlgorithmIdentifiers([new DigestAlgorithmIdentifier({ algorithm: id_sha512 })]),
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: id_data }),
    certificates: new CertificateSet(chain.map(toChoice)),
    signerInfos: new SignerInfos([signerInfo]),
  });
  const info = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(signedData) });
  return PemConverter.encode(AsnConvert.serialize(info), "CMS");
}

function toChoice(certificate: X509Certificate): CertificateChoices {
  return new CertificateChoices({ certificate: AsnConvert.parse(certificate.rawData, Certificate) });
}

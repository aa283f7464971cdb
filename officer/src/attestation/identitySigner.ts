/**
 * Signs an identity in the moment in which it is made, so that the attestation is in the first upload of the master key.
 *
 * This is the only upload that reaches others: Synapse 1.163 gives a signature of `keys/signatures/upload` back to its maker alone (others
 * see it only by an accident of its cache), and it cannot take the same master key a second time.
 */
import type { Credential } from "./authority.ts";
import { ATTESTATION_SIGNATURE, readCertificates, readPrivateKey, SALT_LENGTH } from "./pem.ts";

/** What `MatrixClient.initRustCrypto` takes. */
export interface IdentitySigner {
  readonly x509Signer: (content: Uint8Array) => Promise<{
    signature_bytes: Uint8Array;
    certificate_chain: string;
    signature_scheme: "RsaPssSha512";
  }>;
  /** End of the certificate's validity, in milliseconds since the Unix epoch. */
  readonly x509Validity: () => number;
}

/** @throws PemError when the certificate or the key cannot be read. */
export async function identitySigner(credential: Credential): Promise<IdentitySigner> {
  const [leaf] = readCertificates(credential.certificatePem);
  const key = await readPrivateKey(credential.privateKeyPem, ATTESTATION_SIGNATURE);
  return {
    x509Signer: async (content) => ({
      signature_bytes: new Uint8Array(
        await crypto.subtle.sign({ ...ATTESTATION_SIGNATURE, saltLength: SALT_LENGTH }, key, new Uint8Array(content)),
      ),
      certificate_chain: credential.certificatePem,
      signature_scheme: "RsaPssSha512",
    }),
    x509Validity: () => leaf.notAfter.getTime(),
  };
}

/**
 * Whether an officer's Matrix identity is attested: its master key carries a signature `io.element.x509:<key ID>` whose key ID is the subject
 * key ID of one of the organisation's CA certificates. The signature itself, the chain and the dates are verified where it matters, in the
 * victim's page, which gives keys to nobody else; here it only spares offers that the page would refuse.
 */
import { X509Certificate } from "node:crypto";
import { UserId } from "@abri/contract";
import { z } from "zod";
import type { Attestations } from "../../ports/matrix.ts";
import { path, type MatrixClient } from "./client.ts";

const KEY_ID_PREFIX = "io.element.x509:";
/** DER: the object identifier 2.5.29.14, subject key identifier. */
const SUBJECT_KEY_ID = Buffer.from("0603551d0e", "hex");
const OCTET_STRING = 0x04;

const Keys = z.object({
  master_keys: z
    .record(
      z.string(),
      z.object({ signatures: z.record(z.string(), z.record(z.string(), z.string())).optional() }).catch({}),
    )
    .default({}),
  failures: z.record(z.string(), z.unknown()).default({}),
});

export class X509Attestations implements Attestations {
  readonly #appservice: MatrixClient;
  readonly #keyIds: ReadonlySet<string>;

  /** @throws when the PEM holds no certificate, or one without a subject key ID. */
  constructor(appservice: MatrixClient, caCertificatesPem: string) {
    this.#appservice = appservice;
    const pems = caCertificatesPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (pems.length === 0) throw new Error("the CA file holds no certificate");
    this.#keyIds = new Set(pems.map((pem) => KEY_ID_PREFIX + subjectKeyId(new X509Certificate(pem))));
  }

  async of(officers: readonly UserId[]): Promise<ReadonlyMap<UserId, boolean>> {
    const { master_keys, failures } = await this.#appservice.call({
      method: "POST",
      path: path`/_matrix/client/v3/keys/query`,
      body: { device_keys: Object.fromEntries(officers.map((officer) => [officer, []])), timeout: 10_000 },
      answer: Keys,
    });
    const answered = officers.filter((officer) => !(officer.slice(officer.indexOf(":") + 1) in failures));
    return new Map(
      answered.map((officer) => {
        const signatures = Object.keys(master_keys[officer]?.signatures?.[officer] ?? {});
        return [officer, signatures.some((keyId) => this.#keyIds.has(keyId))];
      }),
    );
  }
}

/** Unpadded base64 of the extension's value: an OCTET STRING that holds an OCTET STRING. */
function subjectKeyId(certificate: X509Certificate): string {
  const der = certificate.raw;
  const at = der.indexOf(SUBJECT_KEY_ID);
  if (at === -1) throw new Error("a CA certificate has no subject key ID");
  const inner = at + SUBJECT_KEY_ID.length + 2;
  const length = der[inner + 1];
  if (der[inner] !== OCTET_STRING || length === undefined) throw new Error("a subject key ID is malformed");
  return der
    .subarray(inner + 2, inner + 2 + length)
    .toString("base64")
    .replace(/=+$/, "");
}

/** The shape of an attestation, byte for byte where matrix-sdk-crypto is strict; OpenSSL, where there is one, must agree. */
import "reflect-metadata";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserId } from "@abri/contract";
import { CMSVersion, ContentInfo, id_data, id_signedData, SignedData } from "@peculiar/asn1-cms";
import { id_mgf1, id_RSASSA_PSS, id_sha512, RsaSaPssParams } from "@peculiar/asn1-rsa";
import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { PemConverter } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { createAuthority, type Credential, issueOfficerCertificate } from "./authority.ts";
import { keyIdentifier } from "./certificate.ts";
import { PemError, readCertificates } from "./pem.ts";
import { signDetached } from "./sign.ts";

const now = new Date();
const content = new TextEncoder().encode(
  '{"keys":{"ed25519:abc":"abc"},"usage":["master"],"user_id":"@amina:localhost:8101"}',
);
let authority: Credential;
let officer: Credential;
let pem: string;
let signed: SignedData;

beforeAll(async () => {
  authority = await createAuthority("An organisation", now);
  officer = await issueOfficerCertificate(authority, UserId.parse("@amina:localhost:8101"), now);
  pem = await signDetached(content, officer);
  const info = AsnConvert.parse(PemConverter.decodeFirst(pem), ContentInfo);
  expect(info.contentType).toBe(id_signedData);
  signed = AsnConvert.parse(info.content, SignedData);
});

describe("signDetached", () => {
  it("is PEM of one CMS block", () => {
    expect(pem.trim()).toMatch(/^-----BEGIN CMS-----\n[A-Za-z0-9+/=\n]+\n-----END CMS-----$/);
  });

  it("is SignedData version 3, detached, with the leaf inside and nothing else", () => {
    expect(signed.version).toBe(CMSVersion.v3);
    expect(signed.encapContentInfo.eContentType).toBe(id_data);
    expect(signed.encapContentInfo.eContent).toBeUndefined();
    expect(signed.digestAlgorithms.map(({ algorithm }) => algorithm)).toEqual([id_sha512]);
    expect(signed.certificates?.length).toBe(1);
    expect(signed.crls).toBeUndefined();
  });

  it("has one signer, named by the leaf's subject key identifier, without attributes", () => {
    expect(signed.signerInfos.length).toBe(1);
    const [signer] = signed.signerInfos;
    expect(signer?.version).toBe(CMSVersion.v3);
    const named = Buffer.from(signer?.sid.subjectKeyIdentifier?.buffer ?? new ArrayBuffer(0)).toString("hex");
    expect(named).toBe(Buffer.from(keyIdentifier(readCertificates(officer.certificatePem)[0])).toString("hex"));
    expect(signer?.signedAttrs).toBeUndefined();
    expect(signer?.unsignedAttrs).toBeUndefined();
  });

  it("is RSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes", () => {
    const algorithm = signed.signerInfos[0]?.signatureAlgorithm;
    expect(algorithm?.algorithm).toBe(id_RSASSA_PSS);
    const parameters = AsnConvert.parse(algorithm?.parameters ?? new ArrayBuffer(0), RsaSaPssParams);
    expect(parameters.hashAlgorithm.algorithm).toBe(id_sha512);
    expect(parameters.maskGenAlgorithm.algorithm).toBe(id_mgf1);
    const mask = AsnConvert.parse(parameters.maskGenAlgorithm.parameters ?? new ArrayBuffer(0), AlgorithmIdentifier);
    expect(mask.algorithm).toBe(id_sha512);
    expect(parameters.saltLength).toBe(64);
  });

  it("carries the intermediates that stand in the certificate file", async () => {
    const chain = { ...officer, certificatePem: `${officer.certificatePem}\n${authority.certificatePem}` };
    const info = AsnConvert.parse(PemConverter.decodeFirst(await signDetached(content, chain)), ContentInfo);
    expect(AsnConvert.parse(info.content, SignedData).certificates?.length).toBe(2);
  });

  it("says that a key file is not a key", async () => {
    await expect(signDetached(content, { ...officer, privateKeyPem: "-----BEGIN" })).rejects.toThrow(PemError);
    const encrypted = officer.privateKeyPem.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    await expect(signDetached(content, { ...officer, privateKeyPem: encrypted })).rejects.toThrow(PemError);
    await expect(signDetached(content, { ...officer, certificatePem: "hello" })).rejects.toThrow(PemError);
  });

  it.runIf(spawnSync("openssl", ["version"]).status === 0)(
    "is accepted by OpenSSL, and not for another content",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "abri-cms-"));
      try {
        writeFileSync(join(folder, "ca.pem"), authority.certificatePem);
        writeFileSync(join(folder, "signature.pem"), pem);
        writeFileSync(join(folder, "content"), content);
        writeFileSync(join(folder, "other"), `${new TextDecoder().decode(content)} `);
        const verify = (file: string) =>
          spawnSync(
            "openssl",
            ["cms", "-verify", "-binary", "-inform", "PEM", "-in", "signature.pem", "-content", file].concat([
              "-CAfile",
              "ca.pem",
              "-purpose",
              "sslclient",
            ]),
            { cwd: folder },
          ).status;
        expect(verify("content")).toBe(0);
        expect(verify("other")).not.toBe(0);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

import { UserId } from "@abri/contract";
import { beforeAll, describe, expect, it } from "vitest";
import type { CrossSigningKey } from "../matrixApi.ts";
import { createAuthority, type Credential, issueOfficerCertificate } from "./authority.ts";
import { type CertificateRefusal, refusalOfCredential } from "./certificate.ts";
import { attestedNames } from "./names.ts";
import { type AttestationState, readAttestation } from "./read.ts";
import { signDetached } from "./sign.ts";
import { signatureName, signedBytes } from "./upload.ts";

const now = new Date("2026-06-01T12:00:00Z");
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const amina = UserId.parse("@amina:localhost:8101");
const bruno = UserId.parse("@bruno:localhost:8101");

let authority: Credential;
let impostor: Credential;
let good: Credential;
let other: Credential;

beforeAll(async () => {
  authority = await createAuthority("An organisation", now);
  impostor = await createAuthority("An organisation", now);
  good = await issueOfficerCertificate(authority, amina, now);
  other = await issueOfficerCertificate(authority, bruno, now);
});

describe("attestedNames", () => {
  it.each([
    ["@amina:localhost:8101", "matrix:u/amina:localhost%3A8101", "amina@localhost:8101"],
    ["@amina.b-2:police.example.org", "matrix:u/amina.b-2:police.example.org", "amina.b-2@police.example.org"],
    ["@a/b=c:[::1]:8101", "matrix:u/a%2Fb%3Dc:%5B%3A%3A1%5D%3A8101", "a/b=c@[::1]:8101"],
  ])("%s", (userId, uri, email) => {
    expect(attestedNames(UserId.parse(userId))).toEqual({ uri, email });
  });
});

describe("refusalOfCredential", () => {
  it.each<[string, () => Credential, UserId, Date, CertificateRefusal | null]>([
    ["a good one", () => good, amina, now, null],
    ["a good one on its last day", () => good, amina, later(89), null],
    ["another user's", () => good, bruno, now, "another-user"],
    ["expired", () => good, amina, later(91), "expired"],
    ["from the future", () => good, amina, later(-1), "not-yet-valid"],
    ["the CA's own", () => authority, amina, now, "not-a-leaf"],
    ["with another one's key", () => ({ ...good, privateKeyPem: other.privateKeyPem }), amina, now, "another-key"],
  ])("%s", async (_, credential, userId, at, expected) => {
    expect(await refusalOfCredential(credential(), userId, authority.certificatePem, at)).toBe(expected);
  });

  it("refuses another CA of the same name, and accepts it where it is pinned", async () => {
    const credential = await issueOfficerCertificate(impostor, amina, now);
    expect(await refusalOfCredential(credential, amina, authority.certificatePem, now)).toBe("another-authority");
    expect(await refusalOfCredential(credential, amina, impostor.certificatePem, now)).toBeNull();
    const both = `${authority.certificatePem}\n${impostor.certificatePem}`;
    expect(await refusalOfCredential(credential, amina, both, now)).toBeNull();
  });
});

describe("readAttestation", () => {
  const identity = (key: string, signature?: string): CrossSigningKey => ({
    user_id: amina,
    usage: ["master"],
    keys: { [`ed25519:${key}`]: key },
    signatures: {
      [amina]: signature === undefined ? {} : { [signatureName(authority.certificatePem)]: signature },
    },
  });
  const sign = (key: string, credential: Credential) => signDetached(signedBytes(identity(key)), credential);
  const read = (masterKey: CrossSigningKey, at = now): Promise<AttestationState> =>
    readAttestation(masterKey, amina, authority.certificatePem, at);

  it("finds none", async () => {
    expect(await read(identity("A"))).toEqual({ kind: "none" });
  });

  it("says until when it is valid, and since when not", async () => {
    const attested = identity("A", await sign("A", good));
    expect(await read(attested)).toMatchObject({ kind: "valid", until: later(90) });
    expect(await read(attested, later(91))).toEqual({ kind: "expired", since: later(90) });
  });

  it.each<[string, () => Promise<string>, string]>([
    ["copied from another master key", () => sign("B", good), "wrong-signature"],
    ["made with another officer's certificate", () => sign("A", other), "another-user"],
    ["that is not CMS", () => Promise.resolve("hello"), "malformed"],
    ["that is a certificate", () => Promise.resolve(good.certificatePem), "malformed"],
  ])("calls one worthless %s", async (_, signature, why) => {
    expect(await read(identity("A", await signature()))).toEqual({ kind: "worthless", why });
  });
});

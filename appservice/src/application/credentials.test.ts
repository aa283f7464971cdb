import { randomBytes } from "node:crypto";
import { IdempotencyKey, SessionToken } from "@abri/contract";
import { describe, expect, it } from "vitest";
import { seal, sessionToken, sha256, underSecret, underToken, unseal } from "./credentials.ts";

const key = IdempotencyKey.parse(randomBytes(32).toString("base64url"));
const secret = randomBytes(32);

describe("the session token", () => {
  it("is the same for the same key, another for another key or secret", () => {
    expect(sessionToken(secret, key)).toBe(sessionToken(secret, key));
    expect(sessionToken(randomBytes(32), key)).not.toBe(sessionToken(secret, key));
    const other = IdempotencyKey.parse(randomBytes(32).toString("base64url"));
    expect(sessionToken(secret, other)).not.toBe(sessionToken(secret, key));
  });

  /** HMAC-SHA256 by OpenSSL: `openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00` over "session" and 32 zero bytes. */
  it("is what it is said to be", () => {
    const zeros = IdempotencyKey.parse(Buffer.alloc(32).toString("base64url"));
    expect(Buffer.from(sessionToken(Buffer.alloc(32), zeros), "base64url").toString("hex")).toBe(
      "771615e50965872777d3e8dd0b6728ffd1c0668ada4c68f01148ceaedb516cbd",
    );
  });
});

describe("sealing", () => {
  const token = SessionToken.parse(randomBytes(32).toString("base64url"));
  const sealed = seal(underToken(token), "syt_secret", randomBytes(12));

  it("opens with the token alone", () => {
    expect(unseal(underToken(token), sealed)).toBe("syt_secret");
    expect(sealed.toString("latin1")).not.toContain("secret");
    const other = SessionToken.parse(randomBytes(32).toString("base64url"));
    const hash = SessionToken.parse(sha256(token).toString("base64url"));
    for (const key of [underToken(other), underToken(hash), underSecret(secret)])
      expect(() => unseal(key, sealed)).toThrow();
  });

  it("under the secret opens with the secret alone, and not with a session token of the same bytes", () => {
    const prepared = seal(underSecret(secret), "syt_secret", randomBytes(12));
    expect(unseal(underSecret(secret), prepared)).toBe("syt_secret");
    const sameBytes = SessionToken.parse(secret.toString("base64url"));
    for (const key of [underSecret(randomBytes(32)), underToken(sameBytes), secret])
      expect(() => unseal(key, prepared)).toThrow();
  });

  it("does not open when a single bit was changed", () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      expect(() => unseal(underToken(token), altered)).toThrow();
    }
  });
});

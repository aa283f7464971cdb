/** Vectors: with another result everybody who has a phrase would be locked out. Beside them another implementation of Argon2id, OpenSSL's. */
import { argon2Sync, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ARGON2ID, keysFrom, saltOf } from "./keys.ts";
import { stretch } from "./stretch.ts";

const ORIGIN = "https://abri.example";
/** [phrase in its canonical form, lookup, proof, storage] */
const VECTORS = [
  [
    "words:abaisser abandon abdiquer zeste zinc zoologie",
    "cdyQ3aqK9IlOjd7Uv_unQkA6Ln3ap0fkhchqoSUGvps",
    "ITFOntz-ea7wUvgJYLPoPOcQ0z2r8GHFxGb_CWXp4Vc",
    "EydK447z96n-mM7nd343O9S5y8WK9jsEZnMBhdPjxtM",
  ],
  [
    "pictures:cat dog fish bird scissors umbrella ghost cat",
    "5RZtHGs1c0t_oCPGw94Lus7cbc3YDE7HAljuyiJXcSg",
    "BPyw5kDYAIiM-rMUB0sgzrhhR3krx-KsnHFRPH17m58",
    "4JAnE8NZDTtsM9uo2bBPpXeVoGaQ6WVASniwsUZDun0",
  ],
] as const;

describe("the keys of a phrase", () => {
  it.each(VECTORS)(
    "%s: as they ever were, and as OpenSSL and Node make them",
    async (phrase, lookup, proof, storage) => {
      const nonce = await saltOf(ORIGIN);
      const keys = await keysFrom(await stretch(phrase, nonce));
      expect([keys.lookup, keys.proof, Buffer.from(keys.storage).toString("base64url")]).toEqual([
        lookup,
        proof,
        storage,
      ]);

      const { passes, bytes, keyBytes } = ARGON2ID;
      const cost = { parallelism: 1, tagLength: keyBytes, memory: bytes / 1024, passes };
      const theirs = argon2Sync("argon2id", { message: phrase, nonce, ...cost });
      const part = (name: string): string =>
        Buffer.from(hkdfSync("sha256", theirs, "", `org.abri.return ${name}`, 32)).toString("base64url");
      expect(["lookup", "proof", "storage"].map(part)).toEqual([lookup, proof, storage]);
    },
  );

  it("are others at another service, and tell nothing of one another", async () => {
    const [here, there] = await Promise.all([ORIGIN, "https://other.example"].map(saltOf));
    expect(here).toHaveLength(16);
    expect(here).not.toEqual(there);
    const { lookup, proof, storage } = await keysFrom(new Uint8Array(32));
    expect(new Set([lookup, proof, Buffer.from(storage).toString("base64url")]).size).toBe(3);
  });
});

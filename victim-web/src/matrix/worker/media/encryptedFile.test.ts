import { describe, expect, it } from "vitest";
import { fileContent, parseMxc, readFile } from "./encryptedFile.ts";

const FILE = {
  server: "police:8101",
  mediaId: "AbC_-1",
  key: "k".repeat(43),
  iv: "i".repeat(22),
  sha256: "s".repeat(43),
};
const CONTENT = fileContent(FILE);

describe("an encrypted file", () => {
  it("is read as it is written", () => {
    expect(readFile(CONTENT)).toEqual(FILE);
  });

  it("may have padded base64 in it, as some clients write it", () => {
    expect(readFile({ ...CONTENT, hashes: { sha256: `${FILE.sha256}=` } })).toEqual(FILE);
  });

  it.each([
    ["in clear", undefined],
    ["of another version", { ...CONTENT, v: "v1" }],
    ["with another cipher", { ...CONTENT, key: { ...CONTENT.key, alg: "A128CTR" } }],
    ["without a hash", { ...CONTENT, hashes: {} }],
    ["on the web", { ...CONTENT, url: "https://example.org/a" }],
    ["with a path in its name", { ...CONTENT, url: "mxc://police/../x" }],
  ])("is not one %s", (_what, content) => {
    expect(readFile(content)).toBeNull();
  });
});

it.each([
  ["mxc://victims:8091/abc", { server: "victims:8091", mediaId: "abc" }],
  ["mxc://victims/", null],
  ["https://victims/abc", null],
  [7, null],
])("what an upload answers: %s", (uri, expected) => {
  expect(parseMxc(uri)).toEqual(expected);
});

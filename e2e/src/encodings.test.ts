import { describe, expect, it } from "vitest";
import { encodingsFoundIn } from "./encodings.ts";

const word = "frappé-zôrblax-😢";
const before = "une phrase ";
const after = " qui finit.";
const sentence = Buffer.from(before + word + after, "utf8");

describe("encodingsFoundIn", () => {
  it.each([
    ["utf-8", sentence],
    ["utf-16le", Buffer.from(before + word, "utf16le")],
    ["hex", Buffer.from(sentence.toString("hex"))],
    ["HEX", Buffer.from(sentence.toString("hex").toUpperCase())],
    ["url", Buffer.from(encodeURIComponent(before + word))],
    ["json", Buffer.from(String.raw`{"body":"frapp\u00e9-z\u00f4rblax-\ud83d\ude22"}`)],
    ["python", Buffer.from(String.raw`b'frapp\xc3\xa9-z\xc3\xb4rblax-\xf0\x9f\x98\xa2'`)],
    ["base64+0", Buffer.from(Buffer.from(`abc${word}`).toString("base64"))],
    ["base64+1", Buffer.from(Buffer.from(`a${word}def`).toString("base64"))],
    ["base64+2", Buffer.from(Buffer.from(`ab${word}d`).toString("base64"))],
    ["base64url+1", Buffer.from(Buffer.from(`a${word}def`).toString("base64url"))],
  ])("finds a planted word as %s", (encoding, haystack) => {
    expect(encodingsFoundIn(haystack, word)).toContain(encoding);
  });

  it.each([
    ["bytes", (file: Buffer) => file],
    ["hex", (file: Buffer) => Buffer.from(file.toString("hex"))],
    ["base64+1", (file: Buffer) => Buffer.from(Buffer.concat([Buffer.from("a"), file]).toString("base64"))],
  ])("finds a piece of a file as %s", (encoding, stored) => {
    const piece = Buffer.from("00ff80ffd9c3281234abcdef", "hex");
    expect(encodingsFoundIn(stored(piece), piece)).toContain(encoding);
  });

  it("finds nothing where the word is not", () => {
    expect(encodingsFoundIn(Buffer.from("une autre phrase, frappe, zorblax"), word)).toEqual([]);
  });
});

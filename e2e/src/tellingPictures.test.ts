import { describe, expect, it } from "vitest";
import { metadataIn, TELLING_WORDS, tellingJpeg, tellingPng, tellingWebp } from "./tellingPictures.ts";

/** Not pictures that anybody could see, but files of the right shape. */
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffda0002ffd9", "hex");
const PNG = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex"),
  Buffer.from("0000000049454e44ae426082", "hex"),
]);
const WEBP = Buffer.concat([Buffer.from("RIFF\x10\0\0\0WEBPVP8 \x04\0\0\0abcd", "latin1")]);

describe("a telling picture", () => {
  it.each([
    ["JPEG", tellingJpeg(JPEG), JPEG, ["e1", "e1", "e2", "fe"]],
    ["PNG", tellingPng(PNG), PNG, ["eXIf", "tEXt", "iTXt"]],
    ["WebP", tellingWebp(WEBP, 1, 1), WEBP, ["EXIF", "XMP "]],
  ])("of the kind %s holds what it is to hold, and the search finds it", (_kind, telling, plain, parts) => {
    expect(metadataIn(telling)).toEqual(parts);
    expect(metadataIn(plain)).toEqual([]);
    for (const word of [TELLING_WORDS.maker, TELLING_WORDS.place, TELLING_WORDS.author])
      expect(telling.includes(word)).toBe(true);
  });
});

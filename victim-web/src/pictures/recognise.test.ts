import { describe, expect, it } from "vitest";
import { MAX_FILE_BYTES, recognise } from "./recognise.ts";

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : [...part])));
const big32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const big16 = (n: number): number[] => [n >> 8, n & 255];
const little24 = (n: number): number[] => [n & 255, (n >> 8) & 255, n >> 16];

const jpeg = (width: number, height: number): Uint8Array =>
  bytes(
    "\xff\xd8\xff\xe1",
    big16(2 + 9),
    "Exif\0\0xxx",
    "\xff\xff\xc2",
    big16(11),
    [8],
    big16(height),
    big16(width),
    "\x01\x01\x11\0",
  );
const png = (width: number, height: number): Uint8Array =>
  bytes("\x89PNG\r\n\x1a\n", big32(13), "IHDR", big32(width), big32(height), [8, 6, 0, 0, 0]);
const webpExtended = (width: number, height: number): Uint8Array =>
  bytes("RIFF\0\0\0\0WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0], little24(width - 1), little24(height - 1));

describe("a picture", () => {
  it.each([
    ["a JPEG, behind other segments", jpeg(4000, 3000), "image/jpeg", 4000, 3000],
    ["a PNG", png(1170, 2532), "image/png", 1170, 2532],
    ["an extended WebP", webpExtended(800, 600), "image/webp", 800, 600],
    [
      "a lossy WebP",
      bytes("RIFF\0\0\0\0WEBPVP8 ", [0, 0, 0, 0], [0, 0, 0], "\x9d\x01\x2a", [0x20, 0x03, 0x58, 0x02]),
      "image/webp",
      800,
      600,
    ],
    // 14 bits each: 799, 599.
    [
      "a lossless WebP",
      bytes("RIFF\0\0\0\0WEBPVP8L", [0, 0, 0, 0, 0x2f], [0x1f, 0xc3, 0x95, 0x00], [0, 0, 0, 0, 0]),
      "image/webp",
      800,
      600,
    ],
  ])("is %s", (_what, file, type, width, height) => {
    expect(recognise(file)).toEqual({ kind: "picture", type, width, height });
  });
});

describe("what is not accepted", () => {
  it.each([
    ["an iPhone's HEIC", bytes([0, 0, 0, 24], "ftypheic", [0, 0, 0, 0]), "other-picture"],
    ["AVIF", bytes([0, 0, 0, 24], "ftypavif"), "other-picture"],
    ["a GIF", bytes("GIF89a"), "other-picture"],
    ["a video", bytes([0, 0, 0, 24], "ftypisom"), "video"],
    ["a video of a browser", bytes("\x1aE\xdf\xa3"), "video"],
    ["a voice memo", bytes([0, 0, 0, 24], "ftypM4A "), "sound"],
    ["a voice message", bytes("OggS\0"), "sound"],
    ["a PDF", bytes("%PDF-1.7"), "not-a-picture"],
    ["an SVG", bytes("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "not-a-picture"],
    ["a web page", bytes("<!doctype html><script>"), "not-a-picture"],
    ["an empty file", bytes(), "not-a-picture"],
    ["a file that is too heavy", new Uint8Array(MAX_FILE_BYTES + 1), "too-heavy"],
    ["a small file that unpacks into gigabytes", png(60_000, 60_000), "too-large"],
    ["a very long strip", png(20_000, 10), "too-large"],
    ["a picture without an extent", png(0, 10), "broken"],
    ["a JPEG that ends before its frame", bytes("\xff\xd8\xff\xe0", big16(16), "JFIF"), "broken"],
    [
      "a JPEG whose picture comes before its frame",
      bytes("\xff\xd8\xff\xda", big16(4), [0, 0, 0, 0, 0, 0, 0, 0]),
      "broken",
    ],
    ["a WebP of an unknown kind", bytes("RIFF\0\0\0\0WEBPJUNK", new Array<number>(20).fill(0)), "broken"],
  ])("%s", (_what, file, why) => {
    expect(recognise(file)).toEqual({ kind: "refused", why });
  });
});

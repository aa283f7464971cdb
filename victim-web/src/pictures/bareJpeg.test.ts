import { describe, expect, it } from "vitest";
import { bareJpeg } from "./bareJpeg.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const bare = (text: string): string | null => {
  const kept = bareJpeg(hex(text));
  return kept && Buffer.from(kept).toString("hex");
};

const JFIF = "ffe00004aaaa";
const TABLES = "ffdb0003aa ffc40003bb";
const FRAME = "ffc00003cc";
/** Coded data with a stuffed FF and a restart marker in it. */
const SCAN = "ffda0003dd 01ff00ffd002";
const END = "ffd9";

describe("a bare JPEG", () => {
  it("keeps what the picture needs, byte for byte", () => {
    const picture = `ffd8 ${JFIF} ${TABLES} ${FRAME} ffdd00040001 ${SCAN} ${SCAN} ${END}`;
    expect(bare(picture)).toBe(picture.replaceAll(" ", ""));
  });

  it("drops metadata wherever it stands, and all that follows the end", () => {
    const told = `ffd8 ffe1000412ab ${JFIF} ffe20003aa ${TABLES} ${FRAME} fffe0003aa ${SCAN} ffed0003aa ${END} cafe`;
    expect(bare(told)).toBe(`ffd8 ${JFIF} ${TABLES} ${FRAME} ${SCAN} ${END}`.replaceAll(" ", ""));
  });

  it.each([
    ["another file", "89504e470d0a"],
    ["an unknown segment", `ffd8 fff00003aa ${SCAN} ${END}`],
    ["a segment that is longer than the file", "ffd8 ffdb00ff00"],
    ["a segment shorter than its own length", `ffd8 ffdb0001 ${END}`],
    ["a file that ends in its picture", `ffd8 ${FRAME} ${SCAN}`],
    ["a file that has lost its way", `ffd8 ${FRAME} 00 ${END}`],
    ["nothing", ""],
  ])("is not %s", (_what, text) => {
    expect(bare(text)).toBeNull();
  });
});

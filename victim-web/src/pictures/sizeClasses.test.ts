import { describe, expect, it } from "vitest";
import { LARGEST, padded, sizeClass } from "./sizeClasses.ts";

const KB = 1024;

describe("size classes", () => {
  it.each([
    [1, 32 * KB],
    [32 * KB, 32 * KB],
    [32 * KB + 1, 48 * KB],
    [48 * KB + 1, 64 * KB],
    [700 * KB, 768 * KB],
    [9 * KB * KB, LARGEST],
    [LARGEST, LARGEST],
    [LARGEST + 1, null],
  ])("%i bytes look like %s", (bytes, expected) => {
    expect(sizeClass(bytes)).toBe(expected);
  });

  it("are few, and none is more than half too large", () => {
    const seen = new Set<number>();
    for (let bytes = 32 * KB; bytes <= LARGEST; bytes += 5 * KB) {
      const size = sizeClass(bytes) ?? 0;
      seen.add(size);
      expect(size).toBeGreaterThanOrEqual(bytes);
      expect(size / bytes).toBeLessThanOrEqual(1.5);
    }
    expect(seen.size).toBeLessThanOrEqual(18);
  });

  it("are filled with zeros behind the picture", () => {
    const whole = padded(Uint8Array.of(1, 2, 3));
    expect(whole.length).toBe(32 * KB);
    expect([...whole.subarray(0, 5)]).toEqual([1, 2, 3, 0, 0]);
    expect(() => padded(new Uint8Array(LARGEST + 1))).toThrow();
  });
});

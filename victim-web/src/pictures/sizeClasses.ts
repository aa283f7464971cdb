/**
 * How large a file may look: whoever watches sizes learns one of some fifteen classes, not which picture it is. Zeros follow the
 * picture's end, inside the encrypted file; decoders stop at the end marker.
 */
const SMALLEST = 32 * 1024;
export const LARGEST = 10 * 1024 * 1024;

/** 32 kB, 48, 64, 96, 128 … 8 MB, 10 MB: at most half as much again, a fifth on average. `null`: larger than the largest. */
export function sizeClass(bytes: number): number | null {
  if (bytes > LARGEST) return null;
  for (let size = SMALLEST; size < LARGEST; size *= 2) {
    if (bytes <= size) return size;
    if (bytes <= size * 1.5 && size * 1.5 < LARGEST) return size * 1.5;
  }
  return LARGEST;
}

/** @throws when it is larger than the largest class: a picture of this page never is. */
export function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = sizeClass(bytes.length);
  if (size === null) throw new Error("larger than the largest class");
  const whole = new Uint8Array(size);
  whole.set(bytes);
  return whole;
}

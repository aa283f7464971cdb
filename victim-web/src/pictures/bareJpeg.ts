/**
 * A JPEG reduced to what is needed to show it. A browser that encodes a canvas may add segments of its own (Safari an EXIF one, others a
 * colour profile), and what is not needed is not sent: this is the last thing that happens to a picture, and it keeps by allow-list.
 */

/** JFIF's header, quantisation and Huffman tables, the three usual frame headers, the restart interval (ITU T.81, table B.1). */
const KEPT = new Set([0xe0, 0xdb, 0xc4, 0xc0, 0xc1, 0xc2, 0xdd]);
const DROPPED = (marker: number): boolean => (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe;
const SCAN = 0xda;
const END = 0xd9;

/** `null`: not a JPEG that this page could have made. Nothing after the end marker is kept. */
export function bareJpeg(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  for (let at = 2; at + 1 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return null;
    if (marker === END) return joined([...kept, bytes.subarray(at, at + 2)]);
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = marker === SCAN ? endOfScan(bytes, at + 2 + length) : at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (KEPT.has(marker) || marker === SCAN) kept.push(bytes.subarray(at, end));
    else if (!DROPPED(marker)) return null;
    at = end;
  }
  return null;
}

/** Where the next marker stands: in coded data FF is followed by 00, or by the number of a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * What a file is, by its bytes and not by its name, and how large the picture in it says it is: read before anything decodes it, so that
 * a small file that unpacks into gigabytes is refused unopened.
 */

type PictureType = "image/jpeg" | "image/png" | "image/webp";

export type FileRefusal =
  /** A picture of a kind that not every browser can open: HEIC, GIF, AVIF, TIFF. */
  | "other-picture"
  | "video"
  | "sound"
  /** A document, an archive, an SVG, anything else. */
  | "not-a-picture"
  /** More than `MAX_FILE_BYTES`. */
  | "too-heavy"
  /** More pixels than an old phone can hold. */
  | "too-large"
  | "broken"
  /** This browser gives noise instead of what was drawn, against trackers (Tor Browser does). */
  | "canvas";

export type Recognised =
  | { readonly kind: "picture"; readonly type: PictureType; readonly width: number; readonly height: number }
  | { readonly kind: "refused"; readonly why: FileRefusal };

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** 200 MB once decoded: the largest that a phone's camera makes by itself. */
const MAX_PIXELS = 50_400_000;
const MAX_SIDE = 16_384;

export function recognise(bytes: Uint8Array): Recognised {
  if (bytes.length > MAX_FILE_BYTES) return { kind: "refused", why: "too-heavy" };
  if (starts(bytes, 0, "\xff\xd8\xff")) return picture("image/jpeg", jpegSize(bytes));
  if (starts(bytes, 0, "\x89PNG\r\n\x1a\n")) return picture("image/png", pngSize(bytes));
  if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) return picture("image/webp", webpSize(bytes));
  return { kind: "refused", why: otherKind(bytes) };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function picture(type: PictureType, size: Size | null): Recognised {
  if (size === null || size.width === 0 || size.height === 0) return { kind: "refused", why: "broken" };
  const { width, height } = size;
  const large = width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS;
  return large ? { kind: "refused", why: "too-large" } : { kind: "picture", type, width, height };
}

/** From the frame header (ITU T.81, B.2.2); a JPEG without one in its first segments is none. */
function jpegSize(bytes: Uint8Array): Size | null {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // C4, C8 and CC lie in the range of the frame headers and are none.
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: big16(bytes, at + 5), width: big16(bytes, at + 7) };
    if (marker === 0xda || marker === 0xd9) return null;
    at += 2 + big16(bytes, at + 2);
  }
  return null;
}

function pngSize(bytes: Uint8Array): Size | null {
  if (!starts(bytes, 12, "IHDR")) return null;
  return { width: big32(bytes, 16), height: big32(bytes, 20) };
}

/** The first chunk says it, in one of three ways (RFC 9649). */
function webpSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 30) return null;
  if (starts(bytes, 12, "VP8X")) return { width: little24(bytes, 24) + 1, height: little24(bytes, 27) + 1 };
  if (starts(bytes, 12, "VP8L")) {
    const [a, b, c, d] = [bytes[21] ?? 0, bytes[22] ?? 0, bytes[23] ?? 0, bytes[24] ?? 0];
    return { width: (((b & 0x3f) << 8) | a) + 1, height: (((d & 0x0f) << 10) | (c << 2) | (b >> 6)) + 1 };
  }
  if (starts(bytes, 12, "VP8 ")) return { width: little16(bytes, 26) & 0x3fff, height: little16(bytes, 28) & 0x3fff };
  return null;
}

function otherKind(bytes: Uint8Array): FileRefusal {
  // ISO base media: one container for HEIC, AVIF, MP4, QuickTime and voice memos.
  if (starts(bytes, 4, "ftyp")) {
    const brand = String.fromCharCode(...bytes.subarray(8, 12));
    if (/^(he|mif1|msf1|avi[fs])/.test(brand)) return "other-picture";
    return /^(M4A|M4B)/.test(brand) ? "sound" : "video";
  }
  const has = (...signs: readonly string[]): boolean => signs.some((sign) => starts(bytes, 0, sign));
  if (has("GIF8", "BM", "II*\0", "MM\0*", "\0\0\x01\0", "\xff\x0a", "\0\0\0\x0cJXL ")) return "other-picture";
  if (has("RIFF")) return starts(bytes, 8, "WAVE") ? "sound" : "video";
  if (has("ID3", "OggS", "fLaC", "#!AMR", "\xff\xfb", "\xff\xf1", "\xff\xf3")) return "sound";
  if (has("\x1aE\xdf\xa3", "\0\0\x01\xba", "FLV")) return "video";
  return "not-a-picture";
}

function starts(bytes: Uint8Array, at: number, sign: string): boolean {
  for (let i = 0; i < sign.length; i += 1) if (bytes[at + i] !== sign.charCodeAt(i)) return false;
  return true;
}

function big16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function big32(bytes: Uint8Array, at: number): number {
  return big16(bytes, at) * 65_536 + big16(bytes, at + 2);
}

function little16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function little24(bytes: Uint8Array, at: number): number {
  return little16(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
}

/**
 * Pictures that tell: whose phone, where, when, by which name. Made here of a browser's own bytes, by putting in what cameras and editors put
 * in; and the search that finds it, by words and by structure.
 */
import { crc32 } from "node:zlib";

/** What must not leave the victim's browser, as text that stands in the files. */
export const TELLING_WORDS = {
  maker: "Abricam-7f3a",
  place: "Rue-des-Lilas-91c2",
  author: "Juliette-Martin-5d0e",
  serial: "ICC-SERIAL-88aa",
  fileName: "juliette chez mamie 44b1",
} as const;

/** GPS 48° 51' 24" N, as EXIF has it: three unsigned rationals. */
const LATITUDE = [48, 1, 51, 1, 24, 1];

export function tellingJpeg(plain: Buffer): Buffer {
  const exif = jpegSegment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), tiff(6)]));
  const xmp = jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmpPacket()}`));
  const icc = jpegSegment(
    0xe2,
    Buffer.concat([Buffer.from("ICC_PROFILE\0\x01\x01"), Buffer.from(TELLING_WORDS.serial)]),
  );
  const comment = jpegSegment(0xfe, Buffer.from(TELLING_WORDS.author));
  return Buffer.concat([plain.subarray(0, 2), exif, xmp, icc, comment, plain.subarray(2)]);
}

export function tellingPng(plain: Buffer): Buffer {
  // After the signature (8 bytes) and IHDR (25).
  const chunks = [
    pngChunk("eXIf", tiff(1)),
    pngChunk("tEXt", Buffer.from(`Author\0${TELLING_WORDS.author}`, "latin1")),
    pngChunk("iTXt", Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmpPacket()}`)),
  ];
  return Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33)]);
}

export function tellingWebp(plain: Buffer, width: number, height: number): Buffer {
  const size = Buffer.alloc(6);
  size.writeUIntLE(width - 1, 0, 3);
  size.writeUIntLE(height - 1, 3, 3);
  const EXIF_AND_XMP = 0x0c;
  const chunks = [
    riffChunk("VP8X", Buffer.concat([Buffer.from([EXIF_AND_XMP, 0, 0, 0]), size])),
    imageChunkOf(plain),
    riffChunk("EXIF", tiff(1)),
    riffChunk("XMP ", Buffer.from(xmpPacket())),
  ];
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  const head = Buffer.alloc(8);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

/** The parts of a JPEG, PNG or WebP that are not the picture, by name. */
export function metadataIn(bytes: Buffer): string[] {
  if (bytes.readUInt16BE(0) === 0xffd8) return jpegMetadata(bytes);
  if (bytes.toString("latin1", 1, 4) === "PNG")
    return pngChunks(bytes).filter((name) => /^(eXIf|[ti]TXt|zTXt|tEXt|iCCP|tIME)$/.test(name));
  if (bytes.toString("latin1", 8, 12) === "WEBP")
    return riffChunks(bytes).filter((name) => /^(EXIF|XMP |ICCP)$/.test(name));
  throw new Error("no picture");
}

function jpegMetadata(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 2; bytes[at] === 0xff;) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) break;
    if ((marker >= 0xe1 && marker <= 0xef) || marker === 0xfe) found.push(marker.toString(16));
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return found;
}

function pngChunks(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const name = bytes.toString("latin1", at + 4, at + 8);
    names.push(name);
    if (name === "IEND") break;
  }
  return names;
}

function riffChunks(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = 12; at + 8 <= bytes.length;) {
    names.push(bytes.toString("latin1", at, at + 4));
    const size = bytes.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return names;
}

/** A TIFF structure with a maker, an orientation and a place: what stands in EXIF, whichever the file. Little endian. */
function tiff(orientation: number): Buffer {
  const maker = Buffer.from(`${TELLING_WORDS.maker}\0`);
  const area = Buffer.from(`ASCII\0\0\0${TELLING_WORDS.place}`);
  const ENTRY = 12;
  const first = 8;
  const gps = first + 2 + 3 * ENTRY + 4;
  const data = gps + 2 + 3 * ENTRY + 4;
  const at = { maker: data, latitude: data + maker.length, area: data + maker.length + 24 };
  const bytes = Buffer.alloc(at.area + area.length);
  bytes.write("II*\0", 0, "latin1");
  bytes.writeUInt32LE(first, 4);
  const entry = (offset: number, tag: number, type: number, count: number, value: number): void => {
    bytes.writeUInt16LE(tag, offset);
    bytes.writeUInt16LE(type, offset + 2);
    bytes.writeUInt32LE(count, offset + 4);
    bytes.writeUInt32LE(value, offset + 8);
  };
  const [ASCII, SHORT, LONG, RATIONAL, UNDEFINED] = [2, 3, 4, 5, 7];
  bytes.writeUInt16LE(3, first);
  entry(first + 2, 0x010f, ASCII, maker.length, at.maker);
  entry(first + 2 + ENTRY, 0x0112, SHORT, 1, orientation);
  entry(first + 2 + 2 * ENTRY, 0x8825, LONG, 1, gps);
  bytes.writeUInt16LE(3, gps);
  entry(gps + 2, 0x0001, ASCII, 2, "N".charCodeAt(0));
  entry(gps + 2 + ENTRY, 0x0002, RATIONAL, 3, at.latitude);
  entry(gps + 2 + 2 * ENTRY, 0x001c, UNDEFINED, area.length, at.area);
  maker.copy(bytes, at.maker);
  LATITUDE.forEach((value, i) => bytes.writeUInt32LE(value, at.latitude + 4 * i));
  area.copy(bytes, at.area);
  return bytes;
}

function xmpPacket(): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>${TELLING_WORDS.author}</dc:creator></x:xmpmeta>`;
}

function jpegSegment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

function pngChunk(name: string, payload: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), payload]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(payload.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function riffChunk(name: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, "latin1");
  head.writeUInt32LE(payload.length, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
}

/** The coded image of a WebP, with the chunk that holds it. */
function imageChunkOf(plain: Buffer): Buffer {
  for (let at = 12; at + 8 <= plain.length;) {
    const size = plain.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (/^VP8[ L]$/.test(plain.toString("latin1", at, at + 4))) return plain.subarray(at, end);
    at = end;
  }
  throw new Error("no image in this WebP");
}

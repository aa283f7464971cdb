/**
 * Makes a new picture of a chosen file: decoded, turned upright, scaled, drawn and encoded again by the browser. Of the file nothing goes
 * on but the pixels: no EXIF, no place, no name, no colour profile. Always a JPEG, whatever it was.
 */
import { encode as encodeBlurhash } from "blurhash";
import type { Picture } from "../conversation/attachment.ts";
import { bareJpeg } from "./bareJpeg.ts";
import { type FileRefusal, MAX_FILE_BYTES, recognise } from "./recognise.ts";

/** Enough to read a screenshot of a conversation; a phone's photo has twice that. */
const MAX_SIDE = 2048;
const QUALITY = 0.85;
const BLUR_SIDE = 32;

export type Prepared =
  { readonly kind: "picture"; readonly picture: Picture } | { readonly kind: "refused"; readonly why: FileRefusal };

const BROKEN: Prepared = { kind: "refused", why: "broken" };

export async function preparePicture(file: Blob): Promise<Prepared> {
  if (file.size > MAX_FILE_BYTES) return { kind: "refused", why: "too-heavy" };
  if (!canvasIsTrue()) return { kind: "refused", why: "canvas" };
  const bytes = await read(file);
  if (bytes === null) return BROKEN;
  const recognised = recognise(bytes);
  if (recognised.kind === "refused") return recognised;
  // Under the type that the bytes have, so that the browser cannot be led to another decoder.
  const url = URL.createObjectURL(new Blob([bytes], { type: recognised.type }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const picture = await drawn(image);
    return picture === null ? BROKEN : { kind: "picture", picture };
  } catch {
    return BROKEN;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A file may be gone by now: a memory card, a cloud that does not answer. */
async function read(file: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
}

async function drawn(image: HTMLImageElement): Promise<Picture | null> {
  // Already turned: a browser applies the orientation to an image that it draws.
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, MAX_SIDE / Math.max(naturalWidth, naturalHeight));
  const width = Math.max(1, Math.round(naturalWidth * scale));
  const height = Math.max(1, Math.round(naturalHeight * scale));
  const canvas = canvasOf(image, width, height);
  const small = canvas && canvasOf(canvas.element, BLUR_SIDE, BLUR_SIDE);
  if (!small) return null;
  const blob = await new Promise<Blob | null>((resolve) => canvas.element.toBlob(resolve, "image/jpeg", QUALITY));
  const { data } = small.context.getImageData(0, 0, BLUR_SIDE, BLUR_SIDE);
  // Its pixels would otherwise stay until the garbage collector comes.
  empty(canvas.element);
  empty(small.element);
  const bytes = blob && bareJpeg(new Uint8Array(await blob.arrayBuffer()));
  return bytes && { bytes, width, height, blurhash: encodeBlurhash(data, BLUR_SIDE, BLUR_SIDE, 4, 3) };
}

function canvasOf(source: CanvasImageSource, width: number, height: number) {
  const element = document.createElement("canvas");
  element.width = width;
  element.height = height;
  const context = element.getContext("2d");
  if (context === null) return null;
  // JPEG knows no transparency: what was see-through is white, not black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return { element, context };
}

/** What was drawn is what is read; a little off is what some browsers do on purpose, and does no harm. */
function canvasIsTrue(): boolean {
  const element = document.createElement("canvas");
  element.width = element.height = 8;
  const context = element.getContext("2d");
  if (context === null) return false;
  context.fillStyle = "rgb(200, 100, 50)";
  context.fillRect(0, 0, 8, 8);
  return context
    .getImageData(0, 0, 8, 8)
    .data.every((value, i) => Math.abs(value - ([200, 100, 50, 255][i % 4] ?? 0)) <= 4);
}

function empty(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}

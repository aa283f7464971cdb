/**
 * Brings the victim's pictures into the media store, and makes the events that carry them. Each picture is encrypted once, and uploaded
 * until it is there, however often the message is tried. One per room.
 */
import type { EncryptedFile, Picture } from "../../../conversation/attachment.ts";
import { padded } from "../../../pictures/sizeClasses.ts";
import type { PageSigns } from "../pageSigns.ts";
import { type Sealed, seal } from "./attachmentCrypto.ts";
import { fileContent } from "./encryptedFile.ts";
import { upload } from "./upload.ts";

export type Brought =
  | { readonly kind: "brought"; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: "later" }
  | { readonly kind: "refused" };

export class PictureSender {
  private readonly accessToken: string;
  private readonly onOffline: PageSigns["onOffline"];
  /** By the outbox's key: what is encrypted and not sent yet. */
  private readonly sealed = new Map<string, Sealed>();
  private readonly there = new Map<string, Readonly<Record<string, unknown>>>();
  private running: { readonly key: string; readonly cut: AbortController } | null = null;

  constructor(accessToken: string, onOffline: PageSigns["onOffline"]) {
    this.accessToken = accessToken;
    this.onOffline = onOffline;
  }

  /** @param progress how much of it has left, from 0 to 1. */
  async bring(key: string, picture: Picture, progress: (part: number) => void): Promise<Brought> {
    const known = this.there.get(key);
    if (known) return { kind: "brought", content: known };
    const cut = new AbortController();
    this.running = { key, cut };
    const sealed = this.sealed.get(key) ?? (await seal(padded(picture.bytes)));
    this.sealed.set(key, sealed);
    const uploaded = await upload(sealed.ciphertext, this.accessToken, {
      cut: cut.signal,
      onOffline: this.onOffline,
      progress,
    });
    this.running = null;
    if (uploaded.kind !== "uploaded") return uploaded;
    const { server, mediaId } = uploaded;
    const content = imageContent({ server, mediaId, ...sealed.secrets }, sealed.ciphertext.byteLength, picture);
    this.sealed.delete(key);
    this.there.set(key, content);
    return { kind: "brought", content };
  }

  /** It has been sent, or is not to be sent any more. */
  forget(key: string): void {
    if (this.running?.key === key) this.running.cut.abort();
    this.sealed.delete(key);
    this.there.delete(key);
  }
}

/** "m.image". The name says nothing; the size is the padded file's, which is what a client downloads. */
function imageContent(file: EncryptedFile, size: number, picture: Picture): Readonly<Record<string, unknown>> {
  const { width, height, blurhash } = picture;
  return {
    msgtype: "m.image",
    body: "image.jpg",
    filename: "image.jpg",
    file: fileContent(file),
    info: {
      mimetype: "image/jpeg",
      w: width,
      h: height,
      size,
      // MSC2448: what an officer's client shows in its place.
      "xyz.amorgan.blurhash": blurhash,
    },
    // MSC4193: clients that know it show the picture only when asked to.
    "page.codeberg.everypizza.msc4193.spoiler": true,
    "m.mentions": {},
  };
}

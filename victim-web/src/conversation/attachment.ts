/** What goes into the conversation beside text: a picture, a place. Plain data; how it travels is the room's business. */

/** A picture as this page has made it anew: nothing of the file that was chosen is in it but its pixels. */
export interface Picture {
  /** A JPEG without any metadata. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  /** A handful of colours (MSC2448): what stands there until the officer asks to see the picture. */
  readonly blurhash: string;
}

export type Attachment =
  /** `null` once it has been sent, or taken back: what is not needed any more does not lie in a shared phone's memory. */
  | { readonly kind: "picture"; readonly picture: Picture | null }
  /** RFC 5870, e.g. `geo:48.85660,2.35220;u=30`. */
  | { readonly kind: "position"; readonly geoUri: string };

/** Where a file lies, and the key that opens it (Matrix, "Sending encrypted attachments", version 2). */
export interface EncryptedFile {
  readonly server: string;
  readonly mediaId: string;
  /** The AES-CTR key, 256 bits, unpadded base64url. */
  readonly key: string;
  readonly iv: string;
  readonly sha256: string;
}

/** `later`: no network. `refused`: not there any more, not what was promised, or too large. */
export type Fetched =
  | { readonly kind: "file"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "later" }
  | { readonly kind: "refused" };

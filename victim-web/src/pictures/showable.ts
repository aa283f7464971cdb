/** Whether an officer's file is a picture that this page shows: the same three kinds, by their bytes, and no larger than one's own may be. */
import { recognise } from "./recognise.ts";

/** A blob that a browser can only take for a picture: never a page, an SVG or a document, whatever the sender called it. */
export function showable(bytes: Uint8Array<ArrayBuffer>): Blob | null {
  const recognised = recognise(bytes);
  return recognised.kind === "picture" ? new Blob([bytes], { type: recognised.type }) : null;
}

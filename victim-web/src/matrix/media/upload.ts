/**
 * Brings ciphertext to the homeserver's media store. By XMLHttpRequest, because `fetch` does not tell how far it is; so the door's rules
 * are kept here too: the gateway's header, this origin only, nothing but ciphertext.
 */
import { CLIENT_HEADER } from "@abri/contract";
import { z } from "zod";
import { parseMxc } from "./encryptedFile.ts";

const UPLOAD_PATH = "/_matrix/media/v3/upload";
/** No byte moved for so long: the network has swallowed it. */
const STALLED_MS = 30_000;

export type Uploaded =
  | { readonly kind: "uploaded"; readonly server: string; readonly mediaId: string }
  | { readonly kind: "later" }
  | { readonly kind: "refused" };

const LATER: Uploaded = { kind: "later" };
const ErrorAnswer = z.object({ retry_after_ms: z.number() });

/** @param progress how much of it has left, from 0 to 1. */
export function upload(
  ciphertext: ArrayBuffer,
  accessToken: string,
  stopped: AbortSignal,
  progress: (part: number) => void,
): Promise<Uploaded> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const cut = (): void => request.abort();
    let timer = setTimeout(cut, STALLED_MS);
    const done = (uploaded: Uploaded): void => {
      clearTimeout(timer);
      stopped.removeEventListener("abort", cut);
      window.removeEventListener("offline", cut);
      resolve(uploaded);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(cut, STALLED_MS);
      if (total > 0) progress(loaded / total);
    };
    request.onload = () => done(answerOf(request));
    request.onerror = request.onabort = request.ontimeout = () => done(LATER);
    stopped.addEventListener("abort", cut);
    window.addEventListener("offline", cut);
    request.open("POST", UPLOAD_PATH);
    request.setRequestHeader("Authorization", `Bearer ${accessToken}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader(CLIENT_HEADER, "1");
    if (stopped.aborted) done(LATER);
    else request.send(ciphertext);
  });
}

function answerOf({ status, responseText }: XMLHttpRequest): Uploaded {
  const body = parse(responseText);
  if (status === 200) {
    const at = parseMxc((body as { content_uri?: unknown } | null)?.content_uri);
    return at === null ? { kind: "refused" } : { kind: "uploaded", ...at };
  }
  // A dead session is told by the status. Too much at once passes; no more files in this conversation does not.
  if (status === 429) return ErrorAnswer.safeParse(body).success ? LATER : { kind: "refused" };
  return status >= 400 && status < 500 && status !== 401 ? { kind: "refused" } : LATER;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

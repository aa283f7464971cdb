/**
 * Brings ciphertext to the homeserver's media store. By XMLHttpRequest, because `fetch` does not tell how far it is; so the door's rules
 * are kept here too: the gateway's header, this origin only, nothing but ciphertext.
 */
import { CLIENT_HEADER } from "@abri/contract";
import * as z from "zod/mini";
import type { PageSigns } from "../pageSigns.ts";
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

interface UnderWay {
  readonly cut: AbortSignal;
  readonly onOffline: PageSigns["onOffline"];
  /** Told how much of it has left, from 0 to 1. */
  readonly progress: (part: number) => void;
}

export function upload(
  ciphertext: ArrayBuffer,
  accessToken: string,
  { cut, onOffline, progress }: UnderWay,
): Promise<Uploaded> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    let timer = setTimeout(stop, STALLED_MS);
    const done = (uploaded: Uploaded): void => {
      clearTimeout(timer);
      cut.removeEventListener("abort", stop);
      online();
      resolve(uploaded);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer);
      timer = setTimeout(stop, STALLED_MS);
      if (total > 0) progress(loaded / total);
    };
    request.onload = () => done(answerOf(request));
    request.onerror = request.onabort = request.ontimeout = () => done(LATER);
    cut.addEventListener("abort", stop);
    const online = onOffline(stop);
    request.open("POST", UPLOAD_PATH);
    request.setRequestHeader("Authorization", `Bearer ${accessToken}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader(CLIENT_HEADER, "1");
    if (cut.aborted) done(LATER);
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

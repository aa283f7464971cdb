/**
 * Sends a request that must not fail for want of a network: the encryption's own, which are the same however often they are sent.
 * matrix-js-sdk would give up after half a minute, and a child on a bad network would be told that their phone cannot encrypt, or that
 * what they come back to is not safe.
 */
import { backoffMs } from "../../conversation/backoff.ts";
import type { PageSigns } from "./pageSigns.ts";

/** Nothing has come for so long: the network has swallowed it. */
const SILENCE_MS = 20_000;
const TRY_AGAIN = new Set([429, 502, 503, 504]);
/** A server that stumbles, as one does whose database is being restarted. One that always falls is not asked for ever. */
const MOST_STUMBLES = 5;

/** Answers as soon as a server does, with all of the answer, and never rejects. */
export async function patiently(
  send: (signal: AbortSignal) => Promise<Response>,
  pause: PageSigns["pause"],
): Promise<Response> {
  let stumbles = 0;
  for (let failures = 0; ; failures += 1) {
    try {
      const response = await whole(send);
      if (response.status === 500) stumbles += 1;
      if (!TRY_AGAIN.has(response.status) && (response.status !== 500 || stumbles > MOST_STUMBLES)) return response;
    } catch {
      // The network's: tried again below.
    }
    await pause(backoffMs(failures));
  }
}

/** An answer may be cut in its middle, and a long one may come slowly: as long as something comes it is waited for. */
async function whole(send: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const cut = new AbortController();
  const silent = (): void => cut.abort();
  let timer = setTimeout(silent, SILENCE_MS);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE_MS);
  };
  try {
    const response = await send(cut.signal);
    const reader = response.body?.getReader();
    if (reader === undefined) return response;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      heard();
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
    }
    const { status, statusText, headers } = response;
    return new Response(new Blob(parts), { status, statusText, headers });
  } finally {
    clearTimeout(timer);
  }
}

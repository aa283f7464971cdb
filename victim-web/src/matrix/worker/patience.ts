/**
 * Sends a request that must not fail for want of a network: the encryption's own, which are the same however often they are sent.
 * matrix-js-sdk would give up after half a minute, and a child on a bad network would be told that their phone cannot encrypt.
 */
import { backoffMs } from "../../conversation/backoff.ts";
import { deadline } from "../../deadline.ts";
import type { PageSigns } from "./pageSigns.ts";

const ATTEMPT_MS = 20_000;
const TRY_AGAIN = new Set([429, 502, 503, 504]);

/** Answers as soon as a server does, and never rejects. */
export async function patiently(
  send: (signal: AbortSignal) => Promise<Response>,
  pause: PageSigns["pause"],
): Promise<Response> {
  for (let failures = 0; ; failures += 1) {
    const cut = deadline(ATTEMPT_MS);
    try {
      const response = await send(cut.signal);
      if (!TRY_AGAIN.has(response.status)) return response;
    } catch {
      // The network's: tried again below.
    } finally {
      cut.over();
    }
    await pause(backoffMs(failures));
  }
}

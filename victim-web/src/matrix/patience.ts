/**
 * Sends a request that must not fail for want of a network: the encryption's own, which are the same however often they are sent.
 * matrix-js-sdk would give up after half a minute, and a child on a bad network would be told that their phone cannot encrypt.
 */
import { backoffMs } from "../conversation/backoff.ts";
import type { Surroundings } from "../conversation/ports.ts";

const ATTEMPT_MS = 20_000;
const TRY_AGAIN = new Set([429, 502, 503, 504]);

/** Answers as soon as a server does; rejects only when `stopped` aborts. */
export async function patiently(
  send: (signal: AbortSignal) => Promise<Response>,
  pause: Surroundings["pause"],
  stopped: AbortSignal,
): Promise<Response> {
  for (let failures = 0; ; failures += 1) {
    if (stopped.aborted) throw new DOMException("stopped", "AbortError");
    const cut = new AbortController();
    const stop = (): void => cut.abort();
    const timer = setTimeout(stop, ATTEMPT_MS);
    stopped.addEventListener("abort", stop);
    try {
      const response = await send(cut.signal);
      if (!TRY_AGAIN.has(response.status)) return response;
    } catch {
      // The network's: tried again below.
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener("abort", stop);
    }
    await pause(backoffMs(failures), stopped);
  }
}

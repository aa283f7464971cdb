/** Waiting for another process of this system to answer. */
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./startError.ts";

/** Asks every `intervalMs` until `probe` answers something; another process' start cannot be listened for. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | null>,
  signal: AbortSignal,
  { timeoutMs = 180_000, intervalMs = 200 } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new StartError(`${what} did not answer within ${timeoutMs / 1000} s.`);
    await sleep(intervalMs, undefined, { signal });
  }
}

/** Whether `url` answers 200; a refused connection is "not yet". */
export async function answersOk(url: string, signal: AbortSignal): Promise<true | null> {
  try {
    const response = await fetch(url, { signal });
    await response.body?.cancel();
    return response.ok ? true : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

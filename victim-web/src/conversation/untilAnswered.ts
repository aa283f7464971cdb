import { backoffMs } from "./backoff.ts";
import type { Answer, Surroundings } from "./ports.ts";

/** Asks until there is an answer other than "later", and tells of each; `null` when `signal` has aborted before that. */
export async function untilAnswered<T>(
  attempt: (signal: AbortSignal) => Promise<Answer<T>>,
  pause: Surroundings["pause"],
  signal: AbortSignal,
  heard: (answer: Answer<T>["kind"]) => void,
): Promise<Answer<T> | null> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const answer = await attempt(signal);
    if (hasAborted(signal)) return null;
    heard(answer.kind);
    if (answer.kind !== "later") return answer;
    await pause(Math.max(answer.afterMs, backoffMs(failures)), signal);
  }
  return null;
}

/** Read anew: it may have aborted during an await. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** A request that opens something for whoever knows a secret, and so might be guessed at (`attempts.ts`). */
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, refused } from "./answer.ts";
import type { Attempts } from "./attempts.ts";
import type { Call } from "./call.ts";

/** `attempt` tells `right` when it was no guess. */
export async function guess(
  attempts: Attempts,
  { request }: Pick<Call, "request">,
  attempt: (right: () => void) => Promise<Answer>,
): Promise<Answer> {
  const turn = attempts.begin(request.socket.remoteAddress ?? "unknown", Date.now());
  if (turn.kind === "wait")
    return refused("M_LIMIT_EXCEEDED", "Too many at once.", { retryAfterMs: Math.ceil(turn.ms) });
  try {
    await sleep(turn.pauseMs);
    return await attempt(() => turn.right());
  } finally {
    turn.done();
  }
}

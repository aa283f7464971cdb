/** Our own two requests about coming back, as `contract/src/returning.ts` documents them. */
import { setTimeout as sleep } from "node:timers/promises";
import { AllowReturnRequest, ReturnRequest } from "@abri/contract";
import type { Returns } from "../../ports/returns.ts";
import { type Answer, json, refused } from "./answer.ts";
import { Attempts } from "./attempts.ts";
import { type Handler, withBody } from "./call.ts";
import type { Route } from "./routeTable.ts";

/** No answer to a phrase comes sooner, so that its time does not tell what was found. */
const ANSWER_AFTER_MS = 500;

export function returnApi(returns: Returns): Route<Handler>[] {
  const attempts = new Attempts();
  return [
    {
      name: "POST /api/conversation/returning",
      handle: {
        needs: "session",
        run: (call) =>
          withBody(call, AllowReturnRequest, async (keys): Promise<Answer> => {
            const outcome = await returns.allow(call.session.conversationId, keys);
            return outcome.ok ? { kind: "empty" } : refused(outcome.refusal.code, outcome.refusal.why);
          }),
      },
    },
    {
      name: "POST /api/returns",
      handle: {
        needs: "nothing",
        run: (call) =>
          withBody(call, ReturnRequest, async (request): Promise<Answer> => {
            const turn = attempts.begin(call.request.socket.remoteAddress ?? "unknown", Date.now());
            if (turn.kind === "wait")
              return refused("M_LIMIT_EXCEEDED", "Too many at once.", { retryAfterMs: Math.ceil(turn.ms) });
            try {
              await sleep(turn.pauseMs);
              const [outcome] = await Promise.all([returns.comeBack(request), sleep(ANSWER_AFTER_MS)]);
              if (!outcome.ok) return refused(outcome.refusal.code, outcome.refusal.why);
              turn.right();
              return json(outcome.value);
            } finally {
              turn.done();
            }
          }),
      },
    },
  ];
}

/** Our own two requests about coming back, as `contract/src/returning.ts` documents them. */
import { setTimeout as sleep } from "node:timers/promises";
import { AllowReturnRequest, ReturnRequest } from "@abri/contract";
import type { Returns } from "../../ports/returns.ts";
import { type Answer, json, refused } from "./answer.ts";
import { Attempts } from "./attempts.ts";
import { type Handler, withBody } from "./call.ts";
import { guess } from "./guess.ts";
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
          withBody(call, ReturnRequest, (request) =>
            guess(attempts, call, async (right) => {
              const [outcome] = await Promise.all([returns.comeBack(request), sleep(ANSWER_AFTER_MS)]);
              if (!outcome.ok) return refused(outcome.refusal.code, outcome.refusal.why);
              right();
              return json(outcome.value);
            }),
          ),
      },
    },
  ];
}

/** Our own request about how a conversation was, as `contract/src/feedback.ts` documents it. */
import { FeedbackRequest } from "@abri/contract";
import type { VictimDesk } from "../../ports/victimDesk.ts";
import { type Answer, refused } from "./answer.ts";
import { Attempts } from "./attempts.ts";
import { bearer } from "./bearer.ts";
import { type Handler, withBody } from "./call.ts";
import { guess } from "./guess.ts";
import type { Route } from "./routeTable.ts";

/** One answer, so that a token that was a conversation's is not told from one that never was. */
const NOT_DUE = refused("M_FORBIDDEN", "No feedback is due from this token.");

export function feedbackApi(desk: Pick<VictimDesk, "feedback">): Route<Handler>[] {
  const attempts = new Attempts();
  return [
    {
      name: "POST /api/feedback",
      handle: {
        // The token's session is over, and what it opened with it: here it is only what was due.
        needs: "nothing",
        run: (call) =>
          withBody(call, FeedbackRequest, async (answers): Promise<Answer> => {
            const token = bearer(call.request);
            if (token === null) return NOT_DUE;
            return guess(attempts, call, async (right) => {
              if (!(await desk.feedback(token, answers))) return NOT_DUE;
              right();
              return { kind: "empty" };
            });
          }),
      },
    },
  ];
}

/** Our own requests, as `contract/src/victimApi.ts` documents them. */
import { CloseRequest, type Language, PageRequest, StartRequest, TRAINING_HEADER } from "@abri/contract";
import type { Returns } from "../../ports/returns.ts";
import type { Outcome, VictimDesk } from "../../ports/victimDesk.ts";
import { type Answer, json, MOVED, refused } from "./answer.ts";
import { type Handler, withBody } from "./call.ts";
import { Nothing } from "./matrixBodies.ts";
import { CLEAR_SITE_DATA } from "./responseHeaders.ts";
import type { Route } from "./routeTable.ts";

const MAX_WAIT_MS = 25_000;

/** `languages`: those that the page has words in. `mayTrain`: whether this is the operator's training token. */
export function victimApi(
  desk: VictimDesk,
  returns: Pick<Returns, "onReplaced">,
  languages: ReadonlySet<Language>,
  mayTrain: (token: string) => boolean,
): Route<Handler>[] {
  return [
    {
      name: "POST /api/conversations",
      handle: {
        needs: "nothing",
        run: (call) =>
          withBody(call, StartRequest, async (body) => {
            const token = call.request.headers[TRAINING_HEADER];
            // A wrong token is no conversation at all: neither an exercise nor a victim.
            if (token !== undefined && (typeof token !== "string" || !mayTrain(token)))
              return refused("M_FORBIDDEN", "This is not the training token.");
            return languages.has(body.language)
              ? settle(await desk.start(body, token !== undefined), (started) => json(started, 201))
              : refused("ABRI_UNKNOWN_LANGUAGE", "This page has no such language.");
          }),
      },
    },
    {
      name: "GET /api/conversation",
      handle: {
        needs: "session",
        run: async ({ query, token, session, signal }) => {
          // Without `since` the view is wanted as it is: every version exceeds -1.
          const since = query.get("since") ?? "-1";
          if (!/^(-1|[0-9]{1,15})$/.test(since)) return refused("M_BAD_JSON", "`since` is a version.");
          const over = desk.attend(session.conversationId, signal);
          const moved = new AbortController();
          const stop = returns.onReplaced(token, session.conversationId, () => moved.abort());
          const either = AbortSignal.any([signal, moved.signal]);
          try {
            const view = await desk.status(session.conversationId, Number(since), MAX_WAIT_MS, either);
            if (signal.aborted) return { kind: "gone" };
            return moved.signal.aborted ? MOVED : json(view);
          } finally {
            stop();
            over();
          }
        },
      },
    },
    {
      name: "POST /api/conversation/ready",
      handle: {
        needs: "session",
        run: (call) =>
          withBody(call, Nothing, async () =>
            settle(await desk.ready(call.session.conversationId), () => ({ kind: "empty" })),
          ),
      },
    },
    {
      name: "POST /api/conversation/danger",
      handle: {
        needs: "session",
        run: (call) =>
          withBody(call, Nothing, async () =>
            settle(await desk.danger(call.session.conversationId), () => ({ kind: "empty" })),
          ),
      },
    },
    {
      name: "POST /api/conversation/page",
      handle: {
        needs: "session",
        run: (call) =>
          withBody(call, PageRequest, async ({ page }) => {
            await desk.page(call.session.conversationId, page);
            return { kind: "empty" };
          }),
      },
    },
    {
      name: "POST /api/conversation/close",
      handle: {
        needs: "session",
        run: (call) =>
          withBody(call, CloseRequest, async ({ reason }) => {
            await desk.close(call.session.conversationId, reason);
            return { kind: "empty", headers: CLEAR_SITE_DATA };
          }),
      },
    },
  ];
}

function settle<T>(outcome: Outcome<T>, then: (value: T) => Answer): Answer {
  return outcome.ok ? then(outcome.value) : refused(outcome.refusal.code, outcome.refusal.why);
}

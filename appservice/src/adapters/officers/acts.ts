/** What an officer does from a widget. Each is one row: where, what comes with it, what is done. */
import {
  AssignRequest,
  ClassifyRequest,
  ConcludeRequest,
  DeclineRequest,
  HandoverAllRequest,
  HandoverRequest,
  TakeRequest,
} from "@abri/contract/officers";
import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Done, NotDone, OfficersOrigin, Standing } from "../../ports/officersOrigin.ts";
import { standingIn } from "./bearer.ts";
import { refuse } from "./refuse.ts";

const Nothing = z.strictObject({});

export function acts(desk: OfficersOrigin): Router {
  const router = Router();
  function act<T, R extends Standing["room"]>(
    room: R,
    name: string,
    schema: z.ZodType<T>,
    does: (standing: Extract<Standing, { room: R }>, body: T) => Promise<Done>,
  ): void {
    router.post(`/${room}/${name}`, async (request: Request, response: Response) => {
      const standing = await standingIn(desk, request, room);
      if (standing === null) {
        refuse(response, "M_UNKNOWN_TOKEN", "session");
        return;
      }
      const body = schema.safeParse(request.body ?? {});
      if (!body.success) {
        refuse(response, "M_BAD_JSON", "body");
        return;
      }
      const done = await does(standing, body.data);
      if (done.ok) response.status(204).end();
      else refuse(response, isForbidden(done.why) ? "M_FORBIDDEN" : "ABRI_WRONG_PHASE", done.why);
    });
  }

  act("permanence", "take", TakeRequest, (standing, { conversation }) =>
    desk.assign(standing, conversation, standing.officer.userId),
  );
  act("permanence", "assign", AssignRequest, (standing, { conversation, officer }) =>
    desk.assign(standing, conversation, officer),
  );
  act("permanence", "decline", DeclineRequest, (standing, { conversation, reason }) =>
    desk.decline(standing, conversation, reason),
  );
  act("permanence", "classify", ClassifyRequest, (standing, { conversation, classification }) =>
    desk.classify(standing, conversation, classification),
  );
  act("permanence", "handover", HandoverAllRequest, (standing, { conversation, ...order }) =>
    desk.handOver(standing, conversation, order),
  );
  act("conversation", "handover", HandoverRequest, (standing, order) =>
    desk.handOver(standing, standing.conversation.id, order),
  );
  act("conversation", "cancel-handover", Nothing, (standing) => desk.cancelHandover(standing));
  act("conversation", "requeue", Nothing, (standing) => desk.requeue(standing));
  act("conversation", "danger", Nothing, (standing) => desk.markGrave(standing));
  act("conversation", "patrol", Nothing, (standing) => desk.orderPatrol(standing));
  act("conversation", "notes", Nothing, (standing) => desk.openNotes(standing));
  act("conversation", "conclude", ConcludeRequest, (standing, { classification }) =>
    desk.conclude(standing, classification),
  );
  return router;
}

function isForbidden(why: NotDone): boolean {
  return why === "not-allowed" || why === "not-in-it";
}

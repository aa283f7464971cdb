/** From a widget's OpenID token to a session of ours. */
import { IdentityRequest } from "@abri/contract/officers";
import { Router } from "express";
import type { OfficersOrigin } from "../../ports/officersOrigin.ts";
import { refuse } from "./refuse.ts";

export function identity(desk: Pick<OfficersOrigin, "identify">): Router {
  const router = Router();
  router.post("/identity", async (request, response) => {
    const body = IdentityRequest.safeParse(request.body);
    if (!body.success) {
      refuse(response, "M_BAD_JSON", "body");
      return;
    }
    const identified = await desk.identify(body.data);
    if (identified === null) refuse(response, "M_FORBIDDEN", "identity");
    else response.status(201).json(identified);
  });
  return router;
}

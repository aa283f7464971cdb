/** What the widgets read once: whose frames they may stand in, and the organisation's own words. */
import type { Library } from "@abri/contract/library";
import { Router } from "express";
import type { OfficersOrigin } from "../../ports/officersOrigin.ts";
import { standingIn } from "./bearer.ts";
import { refuse } from "./refuse.ts";

export function library(desk: OfficersOrigin, words: Library, elementOrigins: readonly string[]): Router {
  const router = Router();
  // No secret: `frame-ancestors` says the same to whoever asks. The widget cannot read its own headers.
  router.get("/clients", (_request, response) => void response.json({ origins: elementOrigins }));
  router.get("/library", async (request, response) => {
    if ((await standingIn(desk, request, "conversation")) === null) refuse(response, "M_UNKNOWN_TOKEN", "session");
    else response.json(words);
  });
  return router;
}

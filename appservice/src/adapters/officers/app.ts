/**
 * The officers' origin: the widgets' files, and the requests of `contract/src/officerApi.ts`. Another origin than the victims', so that nothing
 * served here can be mistaken for the page, and nothing of one can read the other.
 */
import { CLIENT_HEADER } from "@abri/contract";
import type { Library } from "@abri/contract/library";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Changes } from "../../ports/conversationStore.ts";
import type { Log } from "../../ports/log.ts";
import { MatrixUnavailable } from "../../ports/matrix.ts";
import type { OfficersOrigin } from "../../ports/officersOrigin.ts";
import { acts } from "./acts.ts";
import { headersOf } from "./headers.ts";
import { identity } from "./identity.ts";
import { library } from "./library.ts";
import { refuse } from "./refuse.ts";
import { watches } from "./watches.ts";

const MAX_BODY = "16kb";

interface Parts {
  readonly desk: OfficersOrigin;
  readonly changes: Pick<Changes, "onQueue">;
  /** Folder of the built widgets. */
  readonly widgetRoot: string;
  /** Who may show the widgets in a frame: the origins of the officers' Element. */
  readonly elementOrigins: readonly string[];
  /** The organisation's own words for its officers. */
  readonly words: Library;
  readonly log: Pick<Log, "error">;
}

export function officersApp({ desk, changes, widgetRoot, elementOrigins, words, log }: Parts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const headers = headersOf(elementOrigins);
  app.use((_request, response, next) => {
    response.set(headers);
    next();
  });
  app.use("/api", (request, response, next) => {
    response.set("Cache-Control", "no-store");
    // A form or a link of another site cannot set it.
    if (request.method === "GET" || request.headers[CLIENT_HEADER] === "1") next();
    else refuse(response, "ABRI_MISSING_HEADER", "header");
  });
  app.use("/api", express.json({ limit: MAX_BODY }), identity(desk), acts(desk), watches(desk, changes));
  app.use("/api", library(desk, words, elementOrigins));
  app.use("/api", (_request, response) => refuse(response, "M_UNRECOGNIZED", "route"));
  app.use(express.static(widgetRoot, { redirect: false, cacheControl: false }));
  app.use((_request, response) => void response.status(404).type("text").send("404"));

  const failed: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else if ((error as { status?: unknown }).status === 413) refuse(response, "M_TOO_LARGE", "body");
    else if ((error as { status?: unknown }).status === 400) refuse(response, "M_NOT_JSON", "body");
    else {
      if (!(error instanceof MatrixUnavailable)) log.error("an officer's request failed", error);
      refuse(response, "ABRI_UNAVAILABLE", "outside");
    }
  };
  app.use(failed);
  return app;
}

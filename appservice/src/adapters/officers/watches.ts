/** What a widget is shown, and goes on being shown: a request is held until there is something else to show. */
import { createHash } from "node:crypto";
import { type Request, type Response, Router } from "express";
import type { Changes } from "../../ports/conversationStore.ts";
import type { OfficersOrigin, Standing } from "../../ports/officersOrigin.ts";
import { standingIn } from "./bearer.ts";
import { refuse } from "./refuse.ts";

const HELD_MS = 25_000;
/** The queue tells of its own changes; the roster does not. */
const LOOK_EVERY_MS = 2_000;

export function watches(desk: OfficersOrigin, changes: Pick<Changes, "onQueue">): Router {
  const router = Router();
  function watch<R extends Standing["room"]>(
    room: R,
    see: (standing: Extract<Standing, { room: R }>) => unknown,
  ): void {
    router.get(`/${room}`, async (request: Request, response: Response) => {
      const until = Date.now() + HELD_MS;
      const left = new AbortController();
      response.once("close", () => left.abort());
      for (;;) {
        // Read anew each time: whoever has nothing more to do there is told so at once.
        const standing = await standingIn(desk, request, room);
        if (standing === null) {
          refuse(response, "M_UNKNOWN_TOKEN", "session");
          return;
        }
        const view = await see(standing);
        const tag = createHash("sha256").update(JSON.stringify(view)).digest("base64url");
        if (left.signal.aborted) return;
        if (tag !== request.query["since"] || Date.now() >= until) {
          response.json({ tag, view });
          return;
        }
        await moved(changes, left.signal);
      }
    });
  }
  watch("permanence", (standing) => desk.permanence(standing));
  watch("conversation", (standing) => desk.conversation(standing));
  return router;
}

/** Resolves when the queue has moved, after a moment, or when the widget is gone. */
async function moved(changes: Pick<Changes, "onQueue">, gone: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, LOOK_EVERY_MS);
    const stop = changes.onQueue(done);
    gone.addEventListener("abort", done);
    function done(): void {
      clearTimeout(timer);
      stop();
      gone.removeEventListener("abort", done);
      resolve();
    }
  });
}

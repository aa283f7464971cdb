/** Time and chance, as the page has them, where there is no browser: it never sleeps, and is always in sight. */
import { randomBytes } from "node:crypto";
import { IdempotencyKey } from "@abri/contract";
import type { Surroundings } from "../../victim-web/src/conversation/ports.ts";

export const surroundings: Surroundings = {
  now: () => Date.now(),
  onWake: () => undefined,
  pause: (ms, signal) =>
    new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      if (signal.aborted) finish();
      else signal.addEventListener("abort", finish);
    }),
  randomKey: () => IdempotencyKey.parse(randomBytes(32).toString("base64url")),
};

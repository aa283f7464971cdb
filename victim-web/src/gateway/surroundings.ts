/** Time and chance, as a browser has them. */
import { IdempotencyKey } from "@abri/contract";
import { base64url } from "../base64url.ts";
import type { Surroundings } from "../conversation/ports.ts";

/** The clock is looked at so often; a page that finds much more gone has slept. */
const TICK_MS = 2_000;
const SLEPT_MS = 10_000;

export const browserSurroundings: Surroundings = {
  now: () => Date.now(),
  onWake(then, signal) {
    let last = Date.now();
    // A page that is only in the background has its timers slowed down: it is looked at when it is shown.
    const look = (): void => {
      if (document.visibilityState !== "visible") return;
      const slept = Date.now() - last > SLEPT_MS;
      last = Date.now();
      if (slept) then();
    };
    const tick = setInterval(() => {
      if (Date.now() - last <= SLEPT_MS) last = Date.now();
      look();
    }, TICK_MS);
    signal.addEventListener("abort", () => clearInterval(tick));
    document.addEventListener("visibilitychange", look, { signal });
    window.addEventListener("pageshow", look, { signal });
    // Chrome's own word for it (Page Lifecycle).
    document.addEventListener("resume", then, { signal });
    window.addEventListener("online", then, { signal });
  },
  pause(ms, signal) {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        window.removeEventListener("online", finish);
        document.removeEventListener("visibilitychange", shown);
        signal.removeEventListener("abort", finish);
        resolve();
      };
      const shown = (): void => {
        if (document.visibilityState === "visible") finish();
      };
      const timer = setTimeout(finish, ms);
      if (signal.aborted) {
        finish();
        return;
      }
      window.addEventListener("online", finish);
      document.addEventListener("visibilitychange", shown);
      signal.addEventListener("abort", finish);
    });
  },
  randomKey() {
    return IdempotencyKey.parse(base64url(crypto.getRandomValues(new Uint8Array(32))));
  },
};

/** Time and chance, as a browser has them. */
import { IdempotencyKey } from "@abri/contract";
import type { Surroundings } from "../conversation/ports.ts";

export const browserSurroundings: Surroundings = {
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
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    const base64 = btoa(String.fromCharCode(...bytes));
    return IdempotencyKey.parse(base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
  },
};

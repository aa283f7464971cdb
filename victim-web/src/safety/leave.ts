/**
 * Leaving the page. The order is the promise: hide, forget, let the empty screen be drawn, wipe, hand the notice to the browser, go. Nothing in
 * it waits for the network or for a promise, so nothing can hold it up (ADR 0016).
 */
import { tellLeaving } from "./leaving.ts";
import { wipeStores } from "./traces.ts";

/** A server that does not answer must not keep our address on the screen: then the page becomes a blank one. */
const NEUTRAL_WITHIN_MS = 1_000;
const BLANK = "about:blank";
/** A page that is not in sight draws nothing, and is left all the same; a slow phone draws late. */
const DRAWN_WITHIN_MS = 250;

let left = false;
/** What is to be done when the page is empty and before it is gone; done once. */
let finish = (): void => undefined;

/** The emergency exit. Done once: whoever presses again, in fear, only loses time. */
export function leaveInEmergency(): void {
  if (left) return;
  const target = exitUrl();
  empty("emergency");
  // What follows asks the browser's other processes and takes longer than one picture, on a slow phone longer than a glance.
  onceDrawn(() => {
    finish();
    // Offline the browser would show an error page with a "reload" button: an inert blank page says less.
    if (target === null || !navigator.onLine) {
      location.replace(BLANK);
      return;
    }
    setTimeout(() => location.replace(BLANK), NEUTRAL_WITHIN_MS);
    location.replace(target);
  });
}

/** The page goes, without the exit or sooner than it. What the browser keeps of it, to show it again on "back", must be empty. */
export function leaveQuietly(): void {
  if (!left) empty("closed");
  finish();
}

function empty(how: "emergency" | "closed"): void {
  left = true;
  document.documentElement.hidden = true;
  attempt(() => document.body.replaceChildren());
  const notices = tellLeaving(how);
  finish = () => {
    finish = () => undefined;
    attempt(wipeStores);
    for (const notice of notices) attempt(notice);
  };
}

function onceDrawn(act: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    act();
  };
  setTimeout(once, DRAWN_WITHIN_MS);
  // A frame's callback comes before its picture, a timer set in it comes after.
  requestAnimationFrame(() => setTimeout(once));
}

/** Read without the schema, which is loaded later: the exit must lead somewhere from the first instant on. */
function exitUrl(): string | null {
  const config = document.getElementById("abri-page-config")?.textContent ?? "";
  return /"exitUrl":\s*"(https?:\/\/[^"\\]+)"/.exec(config)?.[1] ?? null;
}

/** Whatever fails, the page is left. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing that could be told to anybody.
  }
}

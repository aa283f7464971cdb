/**
 * The emergency exit. The order is the promise: hide, forget, wipe, hand the notice to the browser, leave. Nothing in it waits for the
 * network or for a promise, so nothing can hold it up.
 */
import { wipeStores } from "./traces.ts";

export interface ExitParts {
  /** Forgets the conversation, and returns the notice to the server, to be handed over when everything else is done. */
  readonly forget: () => (() => void) | null;
  /** `null` when the page has no configuration: then it becomes a blank one. */
  readonly exitUrl: string | null;
}

export function leaveNow(parts: ExitParts): void {
  document.documentElement.hidden = true;
  document.body.replaceChildren();
  const notice = forget(parts);
  wipeStores();
  notice?.();
  // Offline the browser would show an error page with a "reload" button: an inert blank page says less.
  if (parts.exitUrl !== null && navigator.onLine) location.replace(parts.exitUrl);
}

/** Whatever fails in there, the page is left. */
function forget(parts: ExitParts): (() => void) | null {
  try {
    return parts.forget();
  } catch {
    return null;
  }
}

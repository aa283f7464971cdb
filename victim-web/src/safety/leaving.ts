/**
 * What the first script and the page say to each other. The first script is a file of its own, loaded before everything else, so that the
 * exit works before the page is there and also when the page is broken. They meet in one event on the window: dispatching it is
 * synchronous, and whatever a listener throws does not reach the one who leaves.
 */

/** `emergency`: the exit. `closed`: the page goes without it (tab closed, reloaded, left by a link). */
export type HowLeft = "emergency" | "closed";

/** Neutral: anybody can read an event's name in the page's code. */
const LEAVING = "leaving";

interface Leaving {
  readonly how: HowLeft;
  /** To be done after everything is hidden and wiped: hands a notice to the browser. */
  readonly afterwards: (() => void)[];
}

/**
 * The page's part: `forget` drops everything at once, and returns the notice to hand over afterwards, if there is one.
 * @param over nothing is left to drop once it aborts
 */
export function onLeaving(forget: (how: HowLeft) => (() => void) | null, over?: AbortSignal): void {
  window.addEventListener(
    LEAVING,
    (event) => {
      const { how, afterwards } = (event as CustomEvent<Leaving>).detail;
      const notice = forget(how);
      if (notice) afterwards.push(notice);
    },
    over ? { signal: over } : {},
  );
}

/** The first script's part: tells whoever listens to forget; returns their notices. */
export function tellLeaving(how: HowLeft): readonly (() => void)[] {
  const afterwards: (() => void)[] = [];
  window.dispatchEvent(new CustomEvent<Leaving>(LEAVING, { detail: { how, afterwards } }));
  return afterwards;
}

/** Waits for a state to be reached by asking again after each change: no polling, and no change is missed between two questions. */

/** What was waited for did not come in time. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Asks `probe` now and after each change, one question at a time, until it answers something.
 * @param subscribe calls what it is given after each change; returns how to stop.
 * @param what named in the error.
 * @param timeoutMs `null` waits for ever.
 * @throws TimeoutError, and whatever `probe` throws
 */
export function waitUntil<T>(
  subscribe: (changed: () => void) => () => void,
  probe: () => Promise<T | null>,
  what: string,
  timeoutMs: number | null,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const state = { over: false, asking: false, changes: 0 };
    const end = (then: () => void) => {
      state.over = true;
      clearTimeout(timer);
      unsubscribe();
      then();
    };
    const ask = async () => {
      state.asking = true;
      let seen: number;
      do {
        seen = state.changes;
        const found = await probe();
        if (state.over) return;
        if (found !== null) {
          end(() => resolve(found));
          return;
        }
      } while (seen !== state.changes);
      state.asking = false;
    };
    const tell = () => {
      state.changes += 1;
      if (state.asking || state.over) return;
      ask().catch((error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))));
    };
    const unsubscribe = subscribe(tell);
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => end(() => reject(new TimeoutError(`waited ${timeoutMs} ms for ${what}`))), timeoutMs);
    tell();
  });
}

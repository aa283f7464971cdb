/** The keys of a phrase, made in a thread of its own, so that the emergency exit never waits for it. */
import { canonical, type Phrase } from "./phrase.ts";
import type { PhraseKeys } from "./keys.ts";

/** The code for it did not come. */
export class NotLoadedError extends Error {}

/**
 * Rejects when the code cannot be had (a `NotLoadedError`), when the device has too little memory, and when `signal` aborts; the thread is ended
 * in any case.
 */
export function deriveKeys(phrase: Phrase, signal: AbortSignal): Promise<PhraseKeys> {
  const worker = new Worker(new URL("./stretch.worker.ts", import.meta.url));
  return new Promise<PhraseKeys>((resolve, reject) => {
    const fail = (): void => reject(new Error("the keys could not be made"));
    worker.addEventListener("message", ({ data }: MessageEvent<PhraseKeys | null>) => {
      if (data === null) fail();
      else resolve(data);
    });
    worker.addEventListener("error", (event) => {
      // What a script throws is told with its words; of one that did not come nothing is told.
      if (event instanceof ErrorEvent) fail();
      else reject(new NotLoadedError());
    });
    signal.addEventListener("abort", fail);
    if (signal.aborted) fail();
    else worker.postMessage(canonical(phrase));
  }).finally(() => worker.terminate());
}

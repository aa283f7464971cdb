/** One phrase, one answer, then it is ended: what the phrase was stretched to never leaves this thread. */
import { keysFrom, saltOf } from "./keys.ts";
import { stretch } from "./stretch.ts";

addEventListener("message", (event: MessageEvent<string>) => {
  void answer(event.data);
});

async function answer(phrase: string): Promise<void> {
  try {
    postMessage(await keysFrom(await stretch(phrase, await saltOf(location.origin))));
  } catch {
    // Most likely the memory: nothing of why is told.
    postMessage(null);
  }
}

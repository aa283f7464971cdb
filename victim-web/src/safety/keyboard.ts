/** Listens for the keyboard's emergency exit, before any part of the page sees the key. */
import { tripleKey } from "./tripleKey.ts";

export function onTripleKey(then: () => void): void {
  const isThird = tripleKey();
  window.addEventListener(
    "keydown",
    (event) => {
      const composing = event.isComposing || event.key === "Process" || event.key === "Unidentified";
      if (isThird({ key: event.key, time: event.timeStamp, repeat: event.repeat, composing })) then();
    },
    { capture: true },
  );
}

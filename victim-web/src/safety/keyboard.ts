/** Listens for the keyboard's emergency exit, before any part of the page sees the key, wherever the focus is. */
import { tripleKey } from "./tripleKey.ts";

/** What a phone's keyboard and an input method send in place of keys. */
const COMPOSING_KEYS = new Set(["Process", "Unidentified", "Dead"]);
const COMPOSING_CODE = 229;

export function onTripleKey(then: () => void): void {
  const pressed = tripleKey();
  window.addEventListener(
    "keydown",
    (event) => {
      // The only way to see a key that an input method has taken, in browsers that do not say `isComposing` for it.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      const composing = event.isComposing || event.keyCode === COMPOSING_CODE || COMPOSING_KEYS.has(event.key);
      // Alt and Shift changes the keyboard's layout, Ctrl and Shift selects: not a Shift alone.
      const together = event.ctrlKey || event.altKey || event.metaKey;
      if (pressed.key({ key: event.key, time: event.timeStamp, repeat: event.repeat, composing, together })) then();
    },
    { capture: true },
  );
  // Shift and a click selects.
  window.addEventListener("pointerdown", pressed.forget, { capture: true });
}

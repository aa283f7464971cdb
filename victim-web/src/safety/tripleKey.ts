/** Recognises Shift three times, or Escape three times, in quick succession: the emergency exit of a keyboard. Pure; time comes in. */

const TRIPLE_KEY_MS = 1_500;

export interface KeyPress {
  /** Both Shift keys have one name. */
  readonly key: string;
  /** Milliseconds, from any origin that does not move. */
  readonly time: number;
  /** The key is held down. */
  readonly repeat: boolean;
  /** An input method is composing text (accents, another alphabet, a phone's keyboard): its keys mean something else. */
  readonly composing: boolean;
  /** Pressed together with Ctrl, Alt or the system key. */
  readonly together: boolean;
}

export interface TripleKey {
  /** Answers `true` at the third press. Any other key in between begins anew, so that capital letters never leave the page. */
  key(press: KeyPress): boolean;
  /** Something else happened in between: begins anew. */
  readonly forget: () => void;
}

export function tripleKey(withinMs = TRIPLE_KEY_MS): TripleKey {
  let key = "";
  let times: number[] = [];
  const forget = (): void => {
    times = [];
  };
  return {
    forget,
    key(press) {
      if (press.repeat) return false;
      if (press.composing || press.together || (press.key !== "Shift" && press.key !== "Escape")) {
        forget();
        return false;
      }
      if (press.key !== key) forget();
      key = press.key;
      times = [...times.filter((time) => press.time - time <= withinMs), press.time];
      if (times.length < 3) return false;
      forget();
      return true;
    },
  };
}

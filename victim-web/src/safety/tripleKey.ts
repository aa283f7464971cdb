/** Recognises Shift three times, or Escape three times, in quick succession: the emergency exit of a keyboard. Pure; time comes in. */

const TRIPLE_KEY_MS = 1_500;

export interface KeyPress {
  readonly key: string;
  /** Milliseconds, from any origin that does not move. */
  readonly time: number;
  /** The key is held down. */
  readonly repeat: boolean;
  /** An input method is composing text (accents, another alphabet, a phone's keyboard): its keys mean something else. */
  readonly composing: boolean;
}

/** Answers `true` at the third press. Any other key in between begins anew, so that capital letters never leave the page. */
export function tripleKey(withinMs = TRIPLE_KEY_MS): (press: KeyPress) => boolean {
  let key = "";
  let times: number[] = [];
  return (press) => {
    if (press.repeat) return false;
    if (press.composing || (press.key !== "Shift" && press.key !== "Escape")) {
      times = [];
      return false;
    }
    if (press.key !== key) times = [];
    key = press.key;
    times = [...times.filter((time) => press.time - time <= withinMs), press.time];
    if (times.length < 3) return false;
    times = [];
    return true;
  };
}

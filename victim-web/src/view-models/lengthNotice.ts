/** What is said of the length of a text: nothing until a limit is near. */
import { MAX_MESSAGE, MAX_WRITTEN, splitText } from "../conversation/textLimits.ts";

/** `max`: what the field takes. `said` is read out, and changes at a few lengths only; `count` is shown. */
export type LengthNotice =
  | { readonly kind: "none"; readonly max: number }
  /** So many characters are left. */
  | { readonly kind: "left"; readonly max: number; readonly count: number; readonly said: number }
  /** It will be sent as so many messages. */
  | { readonly kind: "parts"; readonly max: number; readonly count: number; readonly said: number };

/** How many characters are left when the page begins to say so, and each time it says so aloud. */
const STEPS = [200, 100, 50, 20, 10, 0];

/** `editing`: another text for one message stays one message. */
export function lengthNotice(text: string, editing: boolean): LengthNotice {
  const max = editing ? MAX_MESSAGE : MAX_WRITTEN;
  const left = max - text.length;
  const said = STEPS.filter((step) => step >= left).at(-1);
  if (said !== undefined) return { kind: "left", max, count: Math.max(left, 0), said };
  if (text.length <= MAX_MESSAGE) return { kind: "none", max };
  const count = splitText(text).length;
  return count > 1 ? { kind: "parts", max, count, said: count } : { kind: "none", max };
}

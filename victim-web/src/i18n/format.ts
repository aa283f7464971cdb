/**
 * Fills parameters into ICU messages. It comes with the conversation's code, never with the first screen: nothing there takes a
 * parameter.
 */
import type { IcuMessage } from "@abri/contract/content";
import { IntlMessageFormat } from "intl-messageformat";
import { type Format, offerFormatter } from "./useFormat.ts";

export function createFormat(language: string): Format {
  const parsed = new Map<string, IntlMessageFormat>();
  return <A extends string>(message: IcuMessage<A>, values: Readonly<Record<A, string | number>>): string => {
    let known = parsed.get(message);
    if (known === undefined) {
      known = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
      parsed.set(message, known);
    }
    return String(known.format(values));
  };
}

// A browser's first look at its languages is slow, on a slow phone 50 ms: here, in a task of its own, and not in the one that shows the
// conversation and that a press on the exit would have to wait for.
setTimeout(() => IntlMessageFormat.resolveLocale("en"));

offerFormatter(createFormat);

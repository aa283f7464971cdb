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

offerFormatter(createFormat);

/** A text of a language pack: plain, or an ICU message with exactly the arguments that the program gives it. */
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { z } from "zod";

declare const argumentNames: unique symbol;
/** A string in ICU MessageFormat with the arguments `A`; the type is all that tells it from another string. */
export type IcuMessage<A extends string> = string & { readonly [argumentNames]?: (name: A) => void };

/** Text that takes no parameter. A brace in it is an argument that nobody would fill in. */
export const text = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^{}]*$/, "takes no placeholder");

/** An ICU message that uses each of `names` and no other argument. */
export function icu<A extends string>(...names: A[]): z.ZodType<IcuMessage<A>> {
  const expected = [...names].sort().join(", ");
  return z
    .string()
    .trim()
    .min(1)
    .superRefine((message, context) => {
      const found = argumentsOf(message);
      if (typeof found === "string") context.addIssue({ code: "custom", message: `is no ICU message (${found})` });
      else if ([...found].sort().join(", ") !== expected)
        context.addIssue({
          code: "custom",
          message: `must use the placeholders {${expected}}, and uses {${[...found].sort().join(", ")}}`,
        });
    });
}

/** The argument names of a message, or why it is none. */
function argumentsOf(message: string): Set<string> | string {
  const found = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      found.add(element.value);
      if ("options" in element) for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  try {
    visit(parse(message, { ignoreTag: true, requiresOtherClause: true }));
    return found;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

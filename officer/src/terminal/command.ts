/** A line that the officer types: a command, or what is to be said in the current conversation. */

export type Command =
  | { readonly kind: "say"; readonly text: string }
  /** `number`: which conversation; `null` for the only or the oldest one. */
  | { readonly kind: "accept" | "decline"; readonly number: number | null }
  | { readonly kind: "to"; readonly number: number }
  /** `number`: which image. */
  | { readonly kind: "save"; readonly number: number }
  | { readonly kind: "leave" | "on" | "off" | "help" | "nothing" }
  | { readonly kind: "quit" };

export function parseCommand(line: string): Command {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  // Two slashes say a text that begins with one.
  if (text.startsWith("//")) return { kind: "say", text: text.slice(1) };
  if (!text.startsWith("/")) return { kind: "say", text };
  const [word = "", argument] = text.slice(1).split(/\s+/, 2);
  const number = argument !== undefined && /^[1-9]\d{0,5}$/.test(argument) ? Number(argument) : null;
  switch (word) {
    case "accept":
    case "decline":
      return argument !== undefined && number === null ? { kind: "help" } : { kind: word, number };
    case "to":
    case "save":
      return number === null ? { kind: "help" } : { kind: word, number };
    case "leave":
    case "on":
    case "off":
    case "quit":
      return { kind: word };
    default:
      return { kind: "help" };
  }
}

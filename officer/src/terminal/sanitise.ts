/** What comes from somebody else never commands the terminal: no escape sequence, no control character, no reversed text. */
import { stripVTControlCharacters } from "node:util";

/** Controls (C0, DEL, C1) and the marks that change the direction of what follows. Joiners stay: emoji need them. */
const DANGEROUS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** @returns one or more lines; the second and following ones are indented, so that none passes for a line of ours. */
export function sanitise(text: string): string {
  return stripVTControlCharacters(text)
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replace(DANGEROUS, ""))
    .join("\n      ");
}

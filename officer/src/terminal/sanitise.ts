/** What comes from somebody else never commands the terminal: no escape sequence, no control character, no reversed text. */

/**
 * Escape sequences with what belongs to them: control sequences (colours, cursor) and operating system commands (title, link), ECMA-48.
 * Node's `stripVTControlCharacters` takes more: of `ESC [ 31m rouge BEL` it leaves nothing.
 */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const SEQUENCE = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\p{Cc}]*(?:\u0007|\u001b\\|\u009c)/gu;
/** Controls (C0, DEL, C1) and the marks that change the direction of what follows. Joiners stay: emoji need them. */
const DANGEROUS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** @returns one or more lines; the second and following ones are indented, so that none passes for a line of ours. */
export function sanitise(text: string): string {
  return text
    .replace(SEQUENCE, "")
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replace(DANGEROUS, ""))
    .join("\n      ");
}

/**
 * How long a message may be. Matrix takes an event of 65 536 bytes, encrypted and in base64; an edit holds its text twice. A UTF-16 unit of
 * clean text is at most three bytes of JSON, so this many units always fit (`matrix/padding.test.ts` tries the worst).
 */
export const MAX_MESSAGE = 4_000;
/** What the field takes at once; it is sent as several messages. */
export const MAX_WRITTEN = 20_000;

/** Control characters but the new line and the tab: no text has them, and each would take six bytes. */
// eslint-disable-next-line no-control-regex -- they are what is removed
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The messages that this text becomes: none when there is nothing in it; else each within the limit, cut where it hurts least. */
export function splitText(text: string): string[] {
  const parts: string[] = [];
  let rest = wellFormed(text.replace(/\r\n?/g, "\n").replace(CONTROLS, "")).trim();
  while (rest.length > MAX_MESSAGE) {
    const cut = whereToCut(rest);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return rest === "" ? parts : [...parts, rest];
}

/** After a paragraph, else a sentence, else a word; in the middle of a word only when it fills a quarter of the message. */
function whereToCut(text: string): number {
  const window = text.slice(0, MAX_MESSAGE);
  for (const end of [/\n\s*\n/g, /[.!?…]\s|\n/g, /\s/g]) {
    const last = [...window.matchAll(end)].at(-1);
    if (last && last.index + last[0].length > (MAX_MESSAGE * 3) / 4) return last.index + last[0].length;
  }
  // Not between the halves of a surrogate pair, nor before what belongs to the character before it.
  let cut = MAX_MESSAGE;
  while (cut > MAX_MESSAGE - 64 && belongsToTheCharacterBefore(text, cut)) cut -= 1;
  return cut;
}

/** The second half of a pair, a joiner, a variation selector, an accent or a skin tone; or whatever a joiner holds on to. */
const JOINED = /^(?:[\udc00-\udfff]|\u200d|\ufe0f|\p{M}|\p{Emoji_Modifier})/u;

function belongsToTheCharacterBefore(text: string, at: number): boolean {
  return JOINED.test(text.slice(at, at + 2)) || text[at - 1] === "\u200d";
}

/** Half a surrogate pair has no UTF-8 form, so it comes back as U+FFFD. (`toWellFormed` is newer than the browsers of children.) */
function wellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

/** Addresses in what an officer writes. They stay text until the victim has confirmed: opening one leaves a trace in the browser. */

export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  /** `href` is the address as the browser would open it: a look-alike letter in a name shows there. */
  | { readonly kind: "link"; readonly text: string; readonly href: string };

const ADDRESS = /https?:\/\/[^\s<>"«»]{3,2000}/gi;
/** What ends a sentence does not belong to the address. */
const SENTENCE_END = /[.,;:!?…)\]}'’*]+$/;

export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(SENTENCE_END, "");
    const href = hrefOf(address);
    if (href === null) continue;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "link", text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

function hrefOf(address: string): string | null {
  try {
    const url = new URL(address);
    // Only what a browser opens as a page; and no name and password, which make one host look like another.
    return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}

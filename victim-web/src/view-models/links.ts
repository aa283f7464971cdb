/**
 * Addresses and telephone numbers in what an officer writes. An address stays text until the victim has confirmed: opening one leaves a trace in the
 * browser. A number is written as RFC 3966 and RFC 5724 have it, `tel:3018` or `sms:114`, so that any Matrix client can send one.
 */

export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  /** `href` is the address as the browser would open it: a look-alike letter in a name shows there. */
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  /** `text`: the digits, as they are read aloud. */
  | { readonly kind: "call" | "sms"; readonly text: string; readonly href: string };

const ADDRESS = /https?:\/\/[^\s<>"«»]{3,2000}|\b(?:tel|sms):\+?\d{2,15}\b/gi;
/** What ends a sentence does not belong to the address. */
const SENTENCE_END = /[.,;:!?…)\]}'’*]+$/;

export function splitLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(SENTENCE_END, "");
    const part = partOf(address);
    if (part === null) continue;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push(part);
    from = match.index + address.length;
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

function partOf(address: string): TextPart | null {
  const [, scheme, number] = /^(tel|sms):(.*)$/i.exec(address) ?? [];
  if (scheme !== undefined && number !== undefined) {
    const isCall = scheme.toLowerCase() === "tel";
    return { kind: isCall ? "call" : "sms", text: spaced(number), href: `${isCall ? "tel" : "sms"}:${number}` };
  }
  const href = hrefOf(address);
  return href === null ? null : { kind: "link", text: address, href };
}

/** Ten digits are said in pairs in France. */
function spaced(number: string): string {
  return /^\d{10}$/.test(number) ? number.replace(/(\d\d)(?=\d)/g, "$1\u00a0") : number;
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

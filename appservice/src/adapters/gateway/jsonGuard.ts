/**
 * Reads a JSON body that a hostile client may have made. It accepts less than JSON does: only what Matrix's canonical JSON allows
 * (specification, appendix "Canonical JSON"), because Synapse answers 500 to some of the rest, and two parsers may disagree on it.
 */
import type { ErrorCode } from "@abri/contract";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type GuardedJson =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly code: ErrorCode; readonly why: string };

export const MAX_DEPTH = 32;

export function parseGuarded(bytes: Uint8Array): GuardedJson {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("M_NOT_JSON", "not UTF-8");
  }
  const shape = measure(text);
  if (shape.depth > MAX_DEPTH) return refuse("M_BAD_JSON", "nested too deeply");
  const problems: string[] = [];
  let names = 0;
  let value: Json;
  try {
    value = JSON.parse(text, (_name, part: unknown, context?: { source?: string }) => {
      if (typeof part === "number" && !isCanonicalInteger(part, context?.source ?? "")) problems.push("not an integer");
      else if (typeof part === "string" && !isCleanText(part)) problems.push("a character that no text has");
      else if (typeof part === "object" && part !== null && !Array.isArray(part)) {
        const keys = Object.keys(part);
        names += keys.length;
        if (!keys.every(isCleanText)) problems.push("a character that no name has");
        if (keys.includes("__proto__")) problems.push("a forbidden name");
      }
      return part;
    }) as Json;
  } catch {
    return refuse("M_NOT_JSON", "not JSON");
  }
  const [problem] = problems;
  if (problem !== undefined) return refuse("M_BAD_JSON", problem);
  // JSON.parse keeps the last of two equal names: then it holds fewer names than the text does.
  if (names !== shape.names) return refuse("M_BAD_JSON", "a name stands twice");
  return { ok: true, value };
}

function refuse(code: ErrorCode, why: string): GuardedJson {
  return { ok: false, code, why };
}

/** How deep the brackets go and how many names the objects have, without parsing. Exact for valid JSON, harmless for the rest. */
function measure(text: string): { depth: number; names: number } {
  let depth = 0;
  let deepest = 0;
  let names = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (inString) {
      if (letter === "\\") index++;
      else if (letter === '"') inString = false;
    } else if (letter === '"') inString = true;
    else if (letter === "{" || letter === "[") deepest = Math.max(deepest, ++depth);
    else if (letter === "}" || letter === "]") depth--;
    else if (letter === ":") names++;
  }
  return { depth: deepest, names };
}

/** As written, too: `1.0`, `1e2` and `-0` are other spellings that canonical JSON does not have. */
function isCanonicalInteger(value: number, source: string): boolean {
  return Number.isSafeInteger(value) && String(value) === source;
}

/** No NUL (PostgreSQL cannot store it) and no half of a surrogate pair (it has no UTF-8 form). */
function isCleanText(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** Canonical JSON (Matrix specification, appendix "Canonical JSON"): what is signed must be the same bytes for everyone. */

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * @throws RangeError for a number that is not an integer of at most 53 bits, which the specification excludes, and for a string with
 *   half a surrogate pair, which has no UTF-8.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError("canonical JSON has no such number");
    return String(value === 0 ? 0 : value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new RangeError("canonical JSON has no lone surrogates");
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${canonicalJson(key)}:${canonicalJson(value[key] ?? null)}`).join(",")}}`;
}

/** `Array.isArray` does not narrow a readonly array. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** JavaScript's own order is by UTF-16 unit, which differs beyond the basic plane. The order of UTF-8 bytes is that of code points. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}

/**
 * Reads the target of a request line, once. Nothing after this looks at the raw path again: routes match the decoded segments, and
 * addresses to the homeserver are built from what was captured. So what one program could read in two ways is refused, not repaired.
 */

export interface RequestTarget {
  /** Decoded path segments; `/` is `[]`; a trailing slash leaves one empty last segment. */
  readonly segments: readonly string[];
  /** The query, decoded; a name that stands twice keeps its first value. */
  readonly query: ReadonlyMap<string, string>;
}

const MAX_TARGET = 4096;
/** Every character that a Matrix identifier, a file name of the page or a fixed word needs, and none that a path treats as special. */
const PLAIN_SEGMENT = /^[A-Za-z0-9!$@:._~=+-]+$/;

/** `null` when the target is not one that our own page could have asked for. */
export function parseTarget(raw: string): RequestTarget | null {
  // Origin form only: no absolute URI, no `*`, no authority, no bare control or non-ASCII character, no fragment.
  if (raw.length > MAX_TARGET || !/^\/[\x21-\x7e]*$/.test(raw) || raw.includes("#")) return null;
  const mark = raw.indexOf("?");
  const segments = parsePath(mark < 0 ? raw : raw.slice(0, mark));
  const query = parseQuery(mark < 0 ? "" : raw.slice(mark + 1));
  return segments && query && { segments, query };
}

function parsePath(path: string): string[] | null {
  if (path === "/") return [];
  const segments: string[] = [];
  const parts = path.slice(1).split("/");
  for (const [index, part] of parts.entries()) {
    const segment = decode(part);
    if (segment === null) return null;
    if (segment === "" && index === parts.length - 1) segments.push("");
    else if (!PLAIN_SEGMENT.test(segment) || segment === "." || segment === "..") return null;
    else segments.push(segment);
  }
  return segments;
}

function parseQuery(raw: string): Map<string, string> | null {
  const query = new Map<string, string>();
  if (raw === "") return query;
  for (const pair of raw.split("&")) {
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? "" : pair.slice(equals + 1).replaceAll("+", " "));
    if (name === null || value === null) return null;
    if (!query.has(name)) query.set(name, value);
  }
  return query;
}

/** Percent-decoding, once and strictly: a stray `%` or bytes that are not UTF-8 are refused. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

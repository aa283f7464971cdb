/**
 * Finds the one route of a request among templates such as `GET /_matrix/client/v3/rooms/{own}/members`.
 * A parameter in braces names a pattern of {@link PARAMETERS}; everything else is compared letter by letter.
 */
import type { RequestTarget } from "./requestTarget.ts";

/** What a captured segment may look like. Whether it is the conversation's own is asked later, when the session is known. */
const PARAMETERS = {
  /** A room ID: `!opaque` or `!opaque:server`. */
  own: /^![^/]{1,254}$/,
  /** A user ID. */
  me: /^@[^:]+:.+$/,
  /** An event ID. */
  event: /^\$[A-Za-z0-9_-]{20,64}$/,
  /** A transaction ID of the page's choosing. */
  txn: /^[A-Za-z0-9._~-]{1,128}$/,
  /** An identifier that the gateway itself gave out or never looks up. */
  name: /^[A-Za-z0-9._-]{1,128}$/,
  /** The version of a key backup. */
  version: /^[0-9]{1,19}$/,
  server: /^[A-Za-z0-9.-]{1,230}(:[0-9]{1,5})?$/,
  media: /^[A-Za-z0-9_-]{1,128}$/,
} as const;

type ParameterName = keyof typeof PARAMETERS;
export type Parameters = Readonly<Partial<Record<ParameterName, string>>>;

export interface Route<H> {
  /** `METHOD /template`: also what the log says of a request. */
  readonly name: string;
  readonly handle: H;
}

export interface RouteMatch<H> {
  readonly route: Route<H>;
  readonly parameters: Parameters;
}

/** `find(method, segments)` of a fixed table. @throws on start when a template names an unknown parameter. */
export function routeTable<H>(routes: readonly Route<H>[]): {
  find(method: string, target: Pick<RequestTarget, "segments">): RouteMatch<H> | null;
} {
  const compiled = routes.map((route) => ({ route, ...compile(route.name) }));
  return {
    find(method, target) {
      for (const { route, method: wanted, parts } of compiled) {
        if (method !== wanted) continue;
        const parameters = match(parts, target.segments);
        if (parameters) return { route, parameters };
      }
      return null;
    },
  };
}

type Part = { readonly literal: string } | { readonly parameter: ParameterName };

function compile(name: string): { method: string; parts: Part[] } {
  const [method = "", template = ""] = name.split(" ");
  const parts = template
    .slice(1)
    .split("/")
    .map((part): Part => {
      const parameter = /^\{(.+)\}$/.exec(part)?.[1];
      if (parameter === undefined) return { literal: part };
      if (!(parameter in PARAMETERS)) throw new Error(`unknown parameter in ${name}`);
      return { parameter: parameter as ParameterName };
    });
  return { method, parts };
}

function match(parts: readonly Part[], segments: readonly string[]): Parameters | null {
  if (parts.length !== segments.length) return null;
  const parameters: Partial<Record<ParameterName, string>> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if ("literal" in part) {
      if (part.literal !== segment) return null;
    } else {
      if (!PARAMETERS[part.parameter].test(segment)) return null;
      parameters[part.parameter] = segment;
    }
  }
  return parameters;
}

/** Requests to a homeserver: JSON in, JSON out, parsed by the caller's schema. One an access token. */
import { EventId } from "@abri/contract";
import { z } from "zod";
import { MatrixUnavailable } from "../../ports/matrix.ts";

const TIMEOUT_MS = 30_000;
const ErrorBody = z.object({ errcode: z.string() });

export interface Call<T> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Literal parts and values that are escaped: use the tag `path`. */
  readonly path: Path;
  readonly body?: object;
  /** Whom an application service acts for. */
  readonly as?: string;
  /** When an answer that comes late is of no use. */
  readonly timeoutMs?: number;
  readonly answer: z.ZodType<T>;
}

export interface Path {
  readonly template: string;
  readonly filled: string;
}

/** Escapes each value; the template, without values, is what logs may show. */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): Path {
  return {
    template: literals.join("{}"),
    filled: String.raw({ raw: literals }, ...values.map((value) => encodeURIComponent(value))),
  };
}

/** The homeserver understood, and said no. */
export class MatrixRefusal extends MatrixUnavailable {
  constructor(status: number, code: string, route: string) {
    super(status, code, route);
    this.name = "MatrixRefusal";
  }
}

export class MatrixClient {
  readonly #url: string;
  readonly #accessToken: string;
  constructor(url: string, accessToken: string) {
    this.#url = url.replace(/\/$/, "");
    this.#accessToken = accessToken;
  }

  /** @throws MatrixRefusal when Matrix answers an error, MatrixUnavailable when it does not answer or answers something else. */
  async call<T>({ method, path: { template, filled }, body, as, timeoutMs, answer }: Call<T>): Promise<T> {
    const url = new URL(this.#url + filled);
    if (as !== undefined) url.searchParams.set("user_id", as);
    let response: Response;
    let json: unknown;
    try {
      response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${this.#accessToken}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
      });
      json = await response.json();
    } catch {
      throw new MatrixUnavailable(0, "no answer", template);
    }
    if (response.ok) {
      const parsed = answer.safeParse(json);
      if (parsed.success) return parsed.data;
      throw new MatrixUnavailable(response.status, "unexpected answer", template);
    }
    const error = ErrorBody.safeParse(json);
    throw new MatrixRefusal(response.status, error.success ? error.data.errcode : "no errcode", template);
  }
}

export const Anything = z.unknown();
/** What a homeserver answers to whoever sends an event. */
export const Sent = z.object({ event_id: EventId });

/** What Synapse answers when a room is gone, or whoever asks is no longer in it. */
export const ROOM_GONE: readonly string[] = ["M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN"];

/** `fallback` when Matrix refuses with one of these codes. */
export async function unlessRefused<T>(asked: Promise<T>, codes: readonly string[], fallback: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof MatrixRefusal && codes.includes(error.code)) return fallback;
    throw error;
  }
}

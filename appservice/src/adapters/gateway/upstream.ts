/**
 * The only way from the gateway to the victims' Synapse. It takes nothing of the client's request but what a route has parsed: no
 * header, no address, no user agent passes, so Synapse cannot record what it never sees.
 */
import { type Dispatcher, errors, Pool } from "undici";
import { type Answer, DEAD_TOKEN, refused, UNAVAILABLE } from "./answer.ts";

const UPSTREAM_USER_AGENT = "abri-gateway";

export interface UpstreamRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path segments, not yet percent-encoded. */
  readonly segments: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, bytes as they are. */
  readonly body?: object | Uint8Array;
  readonly accessToken: string;
  readonly signal: AbortSignal;
  /** An answer that is longer is not passed on, in bytes. */
  readonly maxAnswerBytes: number;
}

type UpstreamAnswer = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly answer: Answer };

export interface Upstream {
  request(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): Promise<void>;
}

export function createUpstream(homeserverUrl: string): Upstream {
  const pool = new Pool(new URL(homeserverUrl).origin, {
    connections: 1024,
    pipelining: 1,
    // Longer than the longest sync; what is slower than that is not coming.
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
  return {
    request: (request) => ask(pool, request),
    close: () => pool.destroy(),
  };
}

async function ask(pool: Pool, request: UpstreamRequest): Promise<UpstreamAnswer> {
  const path = `/${request.segments.map(encodeURIComponent).join("/")}`;
  const query = new URLSearchParams(request.query).toString();
  const isBytes = request.body instanceof Uint8Array;
  try {
    const answer = await pool.request({
      method: request.method,
      path: query === "" ? path : `${path}?${query}`,
      headers: {
        authorization: `Bearer ${request.accessToken}`,
        "user-agent": UPSTREAM_USER_AGENT,
        accept: "*/*",
        ...(request.body === undefined
          ? {}
          : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
      },
      body: request.body === undefined ? null : isBytes ? request.body : JSON.stringify(request.body),
      signal: request.signal,
    });
    const bytes = await readBounded(answer.body, request.maxAnswerBytes);
    if (bytes === null) return { ok: false, answer: UNAVAILABLE };
    if (answer.statusCode === 200) return { ok: true, bytes };
    return { ok: false, answer: translateError(answer.statusCode, bytes) };
  } catch (error) {
    if (request.signal.aborted) return { ok: false, answer: { kind: "gone" } };
    if (isConnectionError(error)) return { ok: false, answer: UNAVAILABLE };
    throw error;
  }
}

async function readBounded(body: Dispatcher.ResponseData["body"], maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Synapse's own words can name users, rooms and the token: only the code is passed on. */
function translateError(status: number, bytes: Buffer): Answer {
  const { errcode, retryAfterMs } = errorOf(bytes);
  // Synapse asks for a password (user-interactive authentication) with a 401 that has no code.
  if (status === 401) return errcode === "M_UNKNOWN_TOKEN" ? DEAD_TOKEN : FORBIDDEN;
  if (status === 429) return refused("M_LIMIT_EXCEEDED", "Too many at once.", { retryAfterMs: retryAfterMs ?? 2000 });
  switch (errcode) {
    case "M_FORBIDDEN":
      return FORBIDDEN;
    case "M_NOT_FOUND":
      return refused("M_NOT_FOUND", "There is no such thing.");
    case "M_TOO_LARGE":
      return refused("M_TOO_LARGE", "Too large for the homeserver.");
    default:
      return status >= 500 || status < 400 ? UNAVAILABLE : refused("M_BAD_JSON", "The homeserver refused this.");
  }
}

const FORBIDDEN = refused("M_FORBIDDEN", "The homeserver does not allow this.");

function errorOf(bytes: Buffer): { errcode?: unknown; retryAfterMs?: number } {
  try {
    const body = JSON.parse(bytes.toString("utf8")) as { errcode?: unknown; retry_after_ms?: unknown } | null;
    const retry = body?.retry_after_ms;
    return { errcode: body?.errcode, ...(typeof retry === "number" ? { retryAfterMs: Math.min(retry, 60_000) } : {}) };
  } catch {
    return {};
  }
}

function isConnectionError(error: unknown): boolean {
  if (error instanceof errors.UndiciError) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^E[A-Z]+$/.test(code);
}

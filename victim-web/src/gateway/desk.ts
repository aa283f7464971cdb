/** The desk, over the gateway's HTTP interface (`contract/src/victimApi.ts`). The only place that knows its paths. */
import {
  type AllowReturnRequest,
  CLIENT_HEADER,
  type CloseRequest,
  ErrorBody,
  type FeedbackRequest,
  type PageRequest,
  type SessionToken,
  type StartRequest,
  StartResponse,
  StatusResponse,
} from "@abri/contract";
import type { z } from "zod";
import type { Answer, Desk } from "../conversation/ports.ts";
import { deadline } from "../deadline.ts";

/** The gateway holds a status request for up to 25 s; after this one the network has swallowed it. */
const STATUS_TIMEOUT_MS = 40_000;
const TIMEOUT_MS = 20_000;
const NOTHING: Answer<never> = { kind: "later", afterMs: 0 };

export function gatewayDesk(doFetch: typeof fetch): Desk {
  async function ask<T>(path: string, init: RequestInit, signal: AbortSignal, timeoutMs: number): Promise<Answer<T>>;
  async function ask<T>(
    path: string,
    init: RequestInit,
    signal: AbortSignal,
    timeoutMs: number,
    schema: z.ZodType<T>,
  ): Promise<Answer<T>>;
  async function ask<T>(
    path: string,
    init: RequestInit,
    signal: AbortSignal,
    timeoutMs: number,
    schema?: z.ZodType<T>,
  ): Promise<Answer<T | null>> {
    const cut = deadline(timeoutMs, signal);
    try {
      const response = await doFetch(path, { ...QUIET, ...init, signal: cut.signal });
      if (!response.ok) return await refusal(response);
      if (!schema) return { kind: "ok", value: null };
      const parsed = schema.safeParse(await response.json());
      return parsed.success ? { kind: "ok", value: parsed.data } : NOTHING;
    } catch {
      return NOTHING;
    } finally {
      cut.over();
    }
  }

  function handOver(path: string, init: RequestInit): void {
    void doFetch(path, { ...QUIET, ...init }).catch(() => undefined);
  }

  return {
    start: (request: StartRequest, signal) =>
      ask("/api/conversations", { ...POST(null), body: JSON.stringify(request) }, signal, TIMEOUT_MS, StartResponse),
    status: (token, since, signal) =>
      ask(
        since < 0 ? "/api/conversation" : `/api/conversation?since=${since}`,
        { headers: bearer(token) },
        signal,
        STATUS_TIMEOUT_MS,
        StatusResponse,
      ),
    ready: (token, signal) => ask<null>("/api/conversation/ready", { ...POST(token), body: "{}" }, signal, TIMEOUT_MS),
    danger: (token, signal) =>
      ask<null>("/api/conversation/danger", { ...POST(token), body: "{}" }, signal, TIMEOUT_MS),
    allowReturn: (token, { lookup, proof }, signal) =>
      ask<null>(
        "/api/conversation/returning",
        { ...POST(token), body: JSON.stringify({ lookup, proof } satisfies AllowReturnRequest) },
        signal,
        TIMEOUT_MS,
      ),
    end: (token, signal) =>
      ask<null>("/api/conversation/close", { ...closing(token, "victim"), ...LAST }, signal, TIMEOUT_MS),
    feedback: (token, { heard, helped, knows }, signal) =>
      ask<null>(
        "/api/feedback",
        { ...POST(token), body: JSON.stringify({ heard, helped, knows } satisfies FeedbackRequest) },
        signal,
        TIMEOUT_MS,
      ),
    page: (token, page) => handOver("/api/conversation/page", pageIs(token, page)),
    leave: (token, how) =>
      how === "emergency"
        ? handOver("/api/conversation/close", { ...closing(token, how), ...LAST })
        : handOver("/api/conversation/page", pageIs(token, how)),
  };
}

/** keepalive: the browser delivers it although the page is left at once. No cookie exists; without credentials it would not obey the answer's Clear-Site-Data. */
const LAST: RequestInit = { keepalive: true, credentials: "same-origin" };

function closing(token: SessionToken, reason: CloseRequest["reason"]): RequestInit {
  return { ...POST(token), body: JSON.stringify({ reason } satisfies CloseRequest) };
}

function pageIs(token: SessionToken, page: PageRequest["page"]): RequestInit {
  return { ...POST(token), keepalive: true, body: JSON.stringify({ page } satisfies PageRequest) };
}

export const QUIET: RequestInit = {
  credentials: "omit",
  cache: "no-store",
  referrerPolicy: "no-referrer",
  redirect: "error",
};

function bearer(token: SessionToken): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

export function POST(token: SessionToken | null): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", [CLIENT_HEADER]: "1", ...(token === null ? {} : bearer(token)) },
  };
}

async function refusal(response: Response): Promise<Answer<never>> {
  const body = ErrorBody.safeParse(await response.json().catch(() => null));
  if (response.status === 401) return { kind: body.data?.errcode === "ABRI_MOVED" ? "moved" : "gone" };
  if (response.status === 429 || response.status >= 500) {
    return { kind: "later", afterMs: Math.min((body.success ? body.data.retry_after_ms : undefined) ?? 0, 60_000) };
  }
  return { kind: "refused", code: body.success ? body.data.errcode : String(response.status) };
}

/** The desk, over the gateway's HTTP interface (`contract/src/victimApi.ts`). The only place that knows its paths. */
import {
  CLIENT_HEADER,
  type CloseRequest,
  ErrorBody,
  type SessionToken,
  type StartRequest,
  StartResponse,
  StatusResponse,
} from "@abri/contract";
import type { z } from "zod";
import type { Answer, Desk } from "../conversation/ports.ts";

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
    const cut = new AbortController();
    const stop = (): void => cut.abort();
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener("abort", stop);
    try {
      const response = await doFetch(path, { ...init, ...QUIET, signal: cut.signal });
      if (!response.ok) return await refusal(response);
      if (!schema) return { kind: "ok", value: null };
      const parsed = schema.safeParse(await response.json());
      return parsed.success ? { kind: "ok", value: parsed.data } : NOTHING;
    } catch {
      return NOTHING;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
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
    close(token, reason) {
      const body: CloseRequest = { reason };
      // keepalive: the browser delivers it although the page is left at once.
      void doFetch("/api/conversation/close", {
        ...POST(token),
        ...QUIET,
        // No cookie exists; without credentials the browser would not obey the answer's Clear-Site-Data.
        credentials: "same-origin",
        body: JSON.stringify(body),
        keepalive: true,
      }).catch(() => undefined);
    },
  };
}

const QUIET: RequestInit = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", redirect: "error" };

function bearer(token: SessionToken): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

function POST(token: SessionToken | null): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", [CLIENT_HEADER]: "1", ...(token === null ? {} : bearer(token)) },
  };
}

async function refusal(response: Response): Promise<Answer<never>> {
  if (response.status === 401) return { kind: "gone" };
  const body = ErrorBody.safeParse(await response.json().catch(() => null));
  if (response.status === 429 || response.status >= 500) {
    return { kind: "later", afterMs: Math.min((body.success ? body.data.retry_after_ms : undefined) ?? 0, 60_000) };
  }
  return { kind: "refused", code: body.success ? body.data.errcode : String(response.status) };
}

/** What a route answers, and the one place where it becomes bytes: no header leaves the gateway that is not written here. */
import type { ServerResponse } from "node:http";
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from "@abri/contract";
import { withSecurity } from "./responseHeaders.ts";

export type Answer =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "empty"; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly kind: "bytes";
      readonly status: number;
      readonly bytes: Uint8Array;
      readonly headers: Readonly<Record<string, string>>;
    }
  | Refused
  /** The client has left: there is nobody to answer. */
  | { readonly kind: "gone" };

export interface Refused {
  readonly kind: "refused";
  readonly code: ErrorCode | "M_NOT_FOUND";
  readonly why: string;
  readonly retryAfterMs?: number;
  /** The request was not read to its end: the connection cannot be used again. */
  readonly hangUp?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refused(
  code: Refused["code"],
  why: string,
  more: Pick<Refused, "retryAfterMs" | "hangUp"> = {},
): Refused {
  return { kind: "refused", code, why, ...more };
}

export const UNRECOGNIZED = refused("M_UNRECOGNIZED", "Not here.");
export const DEAD_TOKEN = refused("M_UNKNOWN_TOKEN", "No living conversation for this token.");
export const MOVED = refused("ABRI_MOVED", "The conversation went on in another page.");
export const UNAVAILABLE = refused("ABRI_UNAVAILABLE", "Try again in a moment.", { retryAfterMs: 2000 });

export function json(body: unknown, status = 200): Answer {
  return { kind: "json", status, body };
}

/** The status that was sent; 499, as proxies log it, when the client had left. */
export function writeAnswer(response: ServerResponse, answer: Answer, withBody = true): number {
  if (answer.kind === "gone" || response.destroyed || response.headersSent) {
    response.destroy();
    return 499;
  }
  switch (answer.kind) {
    case "json":
      return write(response, answer.status, JSON_HEADERS, JSON.stringify(answer.body), withBody);
    case "empty":
      return write(response, 204, { ...NO_STORE, ...answer.headers }, null, withBody);
    case "bytes":
      return write(response, answer.status, answer.headers, answer.bytes, withBody);
    case "refused": {
      const body: ErrorBody = {
        errcode: answer.code,
        error: answer.why,
        ...(answer.retryAfterMs === undefined ? {} : { retry_after_ms: answer.retryAfterMs }),
      };
      const headers = { ...JSON_HEADERS, ...answer.headers, ...(answer.hangUp ? { Connection: "close" } : {}) };
      const status = answer.code === "M_NOT_FOUND" ? 404 : ERROR_STATUS[answer.code];
      return write(response, status, headers, JSON.stringify(body), withBody);
    }
  }
}

const NO_STORE = { "Cache-Control": "no-store" };
const JSON_HEADERS = { ...NO_STORE, "Content-Type": "application/json" };

function write(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | null,
  withBody: boolean,
): number {
  const length = body === null ? {} : { "Content-Length": Buffer.byteLength(body) };
  response.writeHead(status, { ...withSecurity(headers), ...length });
  response.end(withBody ? body : null);
  return status;
}

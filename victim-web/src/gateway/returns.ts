/** Asking the gateway for a conversation with what was derived from its phrase (`contract/src/returning.ts`). */
import { ErrorBody, type ReturnRequest, ReturnResponse } from "@abri/contract";
import { deadline } from "../deadline.ts";
import { POST, QUIET } from "./desk.ts";

/** No answer comes before half a second; while many guess everywhere it is held for some. */
const TIMEOUT_MS = 40_000;

export type ReturnAnswer =
  | { readonly kind: "back"; readonly session: ReturnResponse }
  /** Whatever opens nothing, for whatever reason. */
  | { readonly kind: "nothing" }
  /** Too many tries: not sooner than this. */
  | { readonly kind: "wait"; readonly ms: number }
  /** No network, or a server that does not answer. */
  | { readonly kind: "later" };

export async function askReturn(
  doFetch: typeof fetch,
  request: ReturnRequest,
  signal: AbortSignal,
): Promise<ReturnAnswer> {
  const cut = deadline(TIMEOUT_MS, signal);
  try {
    const init = { ...QUIET, ...POST(null), body: JSON.stringify(request), signal: cut.signal };
    const response = await doFetch("/api/returns", init);
    const body: unknown = await response.json();
    if (response.ok) return { kind: "back", session: ReturnResponse.parse(body) };
    if (response.status === 429) return { kind: "wait", ms: ErrorBody.parse(body).retry_after_ms ?? 1_000 };
    return { kind: response.status === 403 ? "nothing" : "later" };
  } catch {
    return { kind: "later" };
  } finally {
    cut.over();
  }
}

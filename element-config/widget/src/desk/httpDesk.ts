/** The desk over HTTP, on the origin that serves the widgets. */
import { CLIENT_HEADER } from "@abri/contract";
import { Library } from "@abri/contract/library";
import { Clients, ConversationAnswer, Identity, PermanenceAnswer, type OfficerToken } from "@abri/contract/officers";
import { z } from "zod";
import { type Desk, type OfficersDesk, type Outcome, SESSION_OVER, type Watched } from "./desk.ts";

/** Longer than the desk holds a request. */
const PATIENCE_MS = 40_000;
const Refusal = z.object({ reason: z.string() });

/** A request that is being held would be noticed to be gone only when its patience ends. */
let online = new AbortController();
addEventListener("offline", () => {
  online.abort();
  online = new AbortController();
});

interface Call {
  readonly method?: "GET" | "POST";
  readonly token?: OfficerToken;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

async function call(path: string, { method = "GET", token, body, signal }: Call): Promise<Response> {
  const ends = [AbortSignal.timeout(PATIENCE_MS), online.signal];
  const response = await fetch(path, {
    method,
    headers: {
      [CLIENT_HEADER]: "1",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.any(signal === undefined ? ends : [signal, ...ends]),
  });
  if (response.status >= 500) throw new Error(`the desk answered ${response.status}`);
  return response;
}

export const httpDesk: Desk = {
  clients: async () => Clients.parse(await (await call("/api/clients", {})).json()).origins,
  identify: async (request) => {
    const response = await call("/api/identity", { method: "POST", body: request });
    return response.ok ? Identity.parse(await response.json()) : null;
  },
  withToken: (token) => withToken(token),
};

function withToken(token: OfficerToken): OfficersDesk {
  async function see<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Watched<T>> {
    const response = await call(path, { token, ...(signal === undefined ? {} : { signal }) });
    if (response.status === 401) return SESSION_OVER;
    if (!response.ok) throw new Error(`the desk answered ${response.status}`);
    return schema.parse(await response.json());
  }
  async function act(path: string, body: object = {}): Promise<Outcome> {
    const response = await call(path, { method: "POST", token, body });
    if (response.ok) return { ok: true };
    return { ok: false, reason: Refusal.safeParse(await response.json()).data?.reason ?? "unknown" };
  }
  const since = (tag: string): string => `?since=${encodeURIComponent(tag)}`;
  return {
    permanence: (tag, signal) => see(`/api/permanence${since(tag)}`, PermanenceAnswer, signal),
    conversation: (tag, signal) => see(`/api/conversation${since(tag)}`, ConversationAnswer, signal),
    library: () => see("/api/library", Library),
    take: (conversation) => act("/api/permanence/take", { conversation }),
    assign: (conversation, officer) => act("/api/permanence/assign", { conversation, officer }),
    decline: (conversation, reason) => act("/api/permanence/decline", { conversation, reason }),
    handOverOf: (conversation, order) => act("/api/permanence/handover", { conversation, ...order }),
    classify: (conversation, classification) => act("/api/permanence/classify", { conversation, classification }),
    handOver: (order) => act("/api/conversation/handover", order),
    cancelHandover: () => act("/api/conversation/cancel-handover"),
    markGrave: () => act("/api/conversation/danger"),
    orderPatrol: () => act("/api/conversation/patrol"),
    requeue: () => act("/api/conversation/requeue"),
    openNotes: () => act("/api/conversation/notes"),
    conclude: (classification) => act("/api/conversation/conclude", { classification }),
  };
}

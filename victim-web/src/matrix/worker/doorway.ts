/**
 * The one door through which matrix-js-sdk reaches the network. It adds the gateway's header, and it is the last guard: an event that is
 * not encrypted, or that no attested officer's device could read, does not leave.
 */
import { CLIENT_HEADER } from "@abri/contract";
import * as z from "zod/mini";
import { deadline } from "../../deadline.ts";
import type { KeyLedger } from "./keyLedger.ts";
import { localAnswer } from "./localAnswers.ts";
import type { PageSigns } from "./pageSigns.ts";
import { patiently } from "./patience.ts";

const PREFIX = "/_matrix/client/";
/** A sync is held for up to 30 s; after this one the network has swallowed it. */
const SYNC_TIMEOUT_MS = 45_000;
/** The same for everything that is answered at once; an invitation may wait for another homeserver. */
const TIMEOUT_MS = 40_000;

/** The encryption's own. */
const PATIENT = /^v3\/(keys|sendToDevice)\//;
/** And what coming back needs. */
const PATIENT_WHEN_KEPT =
  /^v3\/(keys\/|sendToDevice\/|room_keys\/|user\/[^/]+\/account_data\/|rooms\/[^/]+\/messages$)/;

const ToDevice = z.object({ messages: z.record(z.string(), z.record(z.string(), z.unknown())) });
const Megolm = z.object({ algorithm: z.literal("m.megolm.v1.aes-sha2"), session_id: z.string() });

/** Nobody attested could be given the key: nothing has left this browser. */
export class NoReaderError extends Error {}

/** matrix-js-sdk was about to send something in clear: a bug, or a server's trick. Nothing has left this browser. */
class ClearTextError extends Error {}

export interface Doorway {
  readonly fetch: typeof fetch;
  /** Why the last event was held back here; read once after a failed send, because matrix-js-sdk wraps what `fetch` throws. */
  takeRefusal(): NoReaderError | ClearTextError | null;
  /** Cuts the sync that runs now, if one does. */
  cutSync(): void;
  /** From now on account data and key backup are the server's, and asked for until there is an answer. */
  keep(): void;
}

export interface DoorwayParts {
  readonly doFetch: typeof fetch;
  readonly pause: PageSigns["pause"];
  readonly onOffline: PageSigns["onOffline"];
  readonly ledger: KeyLedger;
  /** The devices, as `deviceKey`, of the attested officers who are in the room now. */
  readonly readers: () => Promise<ReadonlySet<string>>;
  /** An event of this Megolm session, which is this browser's own, leaves. */
  readonly leaving: (sessionId: string) => void;
}

export function doorway({ doFetch, pause, onOffline, ledger, readers, leaving }: DoorwayParts): Doorway {
  let refusal: NoReaderError | ClearTextError | null = null;
  let sync = new AbortController();
  let keeps = false;

  async function checkEvent(path: string, body: BodyInit | null | undefined): Promise<void> {
    const megolm = path.includes("/send/m.room.encrypted/") ? Megolm.safeParse(parse(body)) : null;
    if (!megolm?.success) refusal = new ClearTextError("clear text");
    else if (!ledger.readable(megolm.data.session_id, await readers())) refusal = new NoReaderError("no reader");
    else {
      leaving(megolm.data.session_id);
      return;
    }
    throw refusal;
  }

  const through: typeof fetch = async (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, location.origin);
    const method = init.method ?? "GET";
    if (url.origin !== location.origin) throw new TypeError("another origin");
    const path = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : "";
    const local = localAnswer(method, path, keeps);
    if (local) return new Response(JSON.stringify(local.body), { status: local.status, headers: JSON_TYPE });
    if (method === "PUT" && /^v3\/rooms\/[^/]+\/(send|state)\//.test(path)) await checkEvent(path, init.body);
    const headers = new Headers(init.headers);
    if (method !== "GET") headers.set(CLIENT_HEADER, "1");
    const send = (signal: AbortSignal | null | undefined): Promise<Response> =>
      doFetch(url, { ...init, headers, redirect: "error", ...(signal ? { signal } : {}) });
    const response = (keeps ? PATIENT_WHEN_KEPT : PATIENT).test(path)
      ? await patiently(send, pause)
      : path === "v3/sync"
        ? await inTime(send, SYNC_TIMEOUT_MS, onOffline, init.signal, sync.signal)
        : await inTime(send, TIMEOUT_MS, onOffline, init.signal);
    if (response.ok && path.startsWith("v3/sendToDevice/m.room.encrypted/")) {
      const sent = ToDevice.safeParse(parse(init.body));
      for (const [userId, devices] of Object.entries(sent.data?.messages ?? {})) {
        for (const deviceId of Object.keys(devices)) ledger.delivered(userId, deviceId);
      }
    }
    return response;
  };

  return {
    fetch: through,
    takeRefusal() {
      const taken = refusal;
      refusal = null;
      return taken;
    },
    cutSync() {
      sync.abort();
      sync = new AbortController();
    },
    keep() {
      keeps = true;
    },
  };
}

const JSON_TYPE = { "Content-Type": "application/json" };

function parse(body: BodyInit | null | undefined): unknown {
  if (typeof body !== "string") return null;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Cuts a request that the network has swallowed, also when the browser says that it is offline. */
async function inTime(
  send: (signal: AbortSignal) => Promise<Response>,
  ms: number,
  onOffline: PageSigns["onOffline"],
  outer: AbortSignal | null | undefined,
  asked?: AbortSignal,
): Promise<Response> {
  const cut = deadline(ms, outer, asked);
  const online = onOffline(cut.stop);
  try {
    return await send(cut.signal);
  } catch (cause) {
    if (outer?.aborted) throw cause;
    throw new TypeError("the request was cut", { cause });
  } finally {
    cut.over();
    online();
  }
}

/**
 * A gateway on a free port, with a desk in memory behind it, and in place of Synapse a server that only writes down what reaches it: it
 * proves what is sent upstream, and that nothing is. What Synapse answers is tested on the real one (`*.integration.test.ts`).
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConversationId, type StartRequest, type StartResponse, UserId } from "@abri/contract";
import type { Returns } from "../../../ports/returns.ts";
import type { VictimDesk, VictimSession } from "../../../ports/victimDesk.ts";
import { readContent } from "../../../content/readContent.ts";
import { MemoryFiles } from "../../../testing/memoryFiles.ts";
import { createGateway } from "../index.ts";
import { type GatewayLimits, GATEWAY_LIMITS } from "../limits.ts";
import { pageWords } from "../pageWords.ts";

export const TOKEN = "s".repeat(43);
export const TRAINING_TOKEN = "t".repeat(43);
export const RAW_TOKEN = "syt_the_raw_synapse_token";
export const ME = UserId.parse("@victim-1:hs.test:8091");
export const BOT = "@relais:hs.test:8091";
export const OFFICER = UserId.parse("@amina:police.test:8101");
export const STRANGER = "@bruno:police.test:8101";
export const CONVERSATION = "7b0c1a52-5c0e-4f5e-9d4c-6a1f0f6f2a11" as ConversationId;
const ROOM = "!room" as VictimSession["roomId"];

const CONTENT = fileURLToPath(new URL("../../../../../victim-web/content", import.meta.url));
/** The repository's own words, compressed once for all tests. */
export const WORDS = pageWords(readContent(CONTENT), "https://example.org/");

interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type UpstreamReply = (request: Reached, response: ServerResponse) => void;

export interface Harness {
  readonly url: string;
  readonly port: number;
  readonly desk: FakeDesk;
  readonly files: MemoryFiles;
  /** Who has uploaded what to which other homeserver: `server/media`. */
  readonly uploads: Map<string, UserId>;
  /** What has reached the stand-in for Synapse, in order. */
  readonly reached: Reached[];
  readonly logged: unknown[];
  /** What the stand-in answers from now on. */
  reply(reply: UpstreamReply): void;
  /** A request as the page makes it: with its token, the header of every change, and JSON. */
  page(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Bytes on a socket; resolves with all that came back until the gateway hung up. */
  raw(bytes: string): Promise<string>;
  close(): Promise<void>;
}

export async function startHarness(
  options: { limits?: GatewayLimits; pageFiles?: Record<string, string> } = {},
): Promise<Harness> {
  const reached: Reached[] = [];
  let reply: UpstreamReply = replyJson({});
  const synapse = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const seen = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      reached.push(seen);
      reply(seen, response);
    });
  });
  const synapsePort = await listen(synapse);

  const root = mkdtempSync(join(tmpdir(), "abri-page-"));
  const pages = { "index.html": "<html><head></head><body></body></html>", ...options.pageFiles };
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(root, name), text);

  const desk = new FakeDesk();
  const logged: unknown[] = [];
  const files = new MemoryFiles();
  const uploads = new Map<string, UserId>();
  const gateway = createGateway({
    desk,
    returns: NO_RETURNS,
    files,
    uploaderOf: ({ serverName, mediaId }) => Promise.resolve(uploads.get(`${serverName}/${mediaId}`) ?? null),
    victimsHomeserverUrl: `http://127.0.0.1:${synapsePort}`,
    serverName: "hs.test:8091",
    victimWebRoot: root,
    words: WORDS,
    theme: null,
    trainingToken: TRAINING_TOKEN,
    pageConfig: { caCertificatesPem: "</script><script>", exitUrl: "https://example.org/", idleSeconds: 600 },
    log: { info: (...line) => logged.push(line), error: (...line) => logged.push(line) },
    limits: options.limits ?? GATEWAY_LIMITS,
  });
  const port = await listen(gateway.server);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    desk,
    files,
    uploads,
    reached,
    logged,
    reply: (next) => (reply = next),
    page: (method, path, body, headers = {}) =>
      fetch(url + path, {
        method,
        headers: {
          Authorization: `Bearer ${TOKEN}`,
          ...(method === "GET" ? {} : { "X-Abri": "1" }),
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    raw: (bytes) => exchange(port, bytes),
    async close() {
      await gateway.close();
      await new Promise((resolve) => {
        synapse.close(resolve);
        synapse.closeAllConnections();
      });
    },
  };
}

export function replyJson(body: unknown, status = 200): UpstreamReply {
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": "application/json", Server: "Synapse", "Set-Cookie": "a=b" });
    response.end(JSON.stringify(body));
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes, "latin1"));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("close", () => resolve(answer));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" ? resolve(answer) : reject(error),
    );
  });
}

/** Nobody comes back here: on the real database and homeserver they do. */
const NO_RETURNS: Returns = {
  allow: () => Promise.resolve({ ok: true, value: null }),
  comeBack: () => Promise.resolve({ ok: false, refusal: { code: "M_FORBIDDEN", why: "This opens nothing." } }),
  isReplaced: () => Promise.resolve(false),
  onReplaced: () => () => undefined,
};

/** One conversation, alive until `close`. */
class FakeDesk implements VictimDesk {
  readonly calls: string[] = [];
  invitable: UserId | null = OFFICER;
  returning = false;
  peers: readonly UserId[] = [OFFICER];
  #alive = true;
  #due = false;
  readonly #closed = new Set<() => void>();
  readonly #id = CONVERSATION;

  async start(_request: StartRequest, training: boolean): ReturnType<VictimDesk["start"]> {
    this.calls.push(training ? "start exercise" : "start");
    const { conversationId, userId, deviceId, roomId } = this.#session();
    const value: StartResponse = {
      conversationId,
      userId,
      deviceId,
      roomId,
      sessionToken: TOKEN as StartResponse["sessionToken"],
    };
    return Promise.resolve({ ok: true, value });
  }

  session(token: string): Promise<VictimSession | null> {
    return Promise.resolve(this.#alive && token === TOKEN ? this.#session() : null);
  }

  status(
    _id: ConversationId,
    since: number,
    _timeoutMs: number,
    signal: AbortSignal,
  ): ReturnType<VictimDesk["status"]> {
    this.calls.push(`status ${since}`);
    const view = { version: 4, status: { phase: "opening" as const } };
    if (since < 4) return Promise.resolve(view);
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        this.calls.push("status aborted");
        resolve(view);
      });
    });
  }

  ready(): ReturnType<VictimDesk["ready"]> {
    this.calls.push("ready");
    return Promise.resolve({ ok: false, refusal: { code: "ABRI_WRONG_PHASE", why: "Not now." } });
  }

  danger(): ReturnType<VictimDesk["danger"]> {
    this.calls.push("danger");
    return Promise.resolve({ ok: true, value: null });
  }

  close(_id: ConversationId, reason: string): Promise<void> {
    this.calls.push(`close ${reason}`);
    this.#alive = false;
    this.#due = reason !== "emergency";
    for (const then of this.#closed) then();
    this.#closed.clear();
    return Promise.resolve();
  }

  /** Due once, when the conversation was closed otherwise than in an emergency. */
  feedback(token: string, answers: object): Promise<boolean> {
    if (!this.#due || token !== TOKEN) return Promise.resolve(false);
    this.#due = false;
    this.calls.push(`feedback ${JSON.stringify(answers)}`);
    return Promise.resolve(true);
  }

  page(_id: ConversationId, page: string): Promise<void> {
    this.calls.push(`page ${page}`);
    return Promise.resolve();
  }

  attend(_id: ConversationId, signal: AbortSignal): () => void {
    return () => {
      if (signal.aborted) this.calls.push("hung up");
    };
  }

  heard(): Promise<void> {
    this.calls.push("heard");
    return Promise.resolve();
  }

  onClosed(_id: ConversationId, then: () => void): () => void {
    this.#closed.add(then);
    return () => this.#closed.delete(then);
  }

  #session(): VictimSession {
    return {
      conversationId: this.#id,
      userId: ME,
      deviceId: "DEVICE" as VictimSession["deviceId"],
      roomId: ROOM,
      accessToken: RAW_TOKEN,
      peers: this.peers,
      invitable: this.invitable,
      returning: this.returning,
    };
  }
}

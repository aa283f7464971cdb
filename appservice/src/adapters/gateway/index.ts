/**
 * The gateway: the only thing that a victim's browser reaches. One HTTP server gives it the page, our own requests and the allowed
 * part of Matrix. Every request goes the same way: its target is parsed once, its route is found, then its header, session and own room are
 * checked, and only then does a handler see it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { CLIENT_HEADER, type PageConfig } from "@abri/contract";
import type { FileStore } from "../../ports/fileStore.ts";
import type { Log } from "../../ports/log.ts";
import type { Returns } from "../../ports/returns.ts";
import type { VictimDesk } from "../../ports/victimDesk.ts";
import { allowList } from "./allowList.ts";
import { type Answer, DEAD_TOKEN, refused, UNAVAILABLE, UNRECOGNIZED, writeAnswer } from "./answer.ts";
import { bearer } from "./bearer.ts";
import type { Call, Handler } from "./call.ts";
import { conversationMemories } from "./conversationMemory.ts";
import { deadToken } from "./deadToken.ts";
import { feedbackApi } from "./feedbackApi.ts";
import { type GatewayLimits, GATEWAY_LIMITS } from "./limits.ts";
import type { UploaderOf } from "./media.ts";
import type { PageWords } from "./pageWords.ts";
import { parseTarget } from "./requestTarget.ts";
import { SECURITY_HEADERS } from "./responseHeaders.ts";
import { returnApi } from "./returnApi.ts";
import { routeTable } from "./routeTable.ts";
import { mayTrainWith } from "./trainingToken.ts";
import { createUpstream } from "./upstream.ts";
import { victimApi } from "./victimApi.ts";
import { loadVictimPage, type VictimPage } from "./victimPage.ts";

export interface GatewayParts {
  readonly desk: VictimDesk;
  readonly returns: Returns;
  readonly files: FileStore;
  readonly uploaderOf: UploaderOf;
  /** Base address of the victims' Synapse, for clients. */
  readonly victimsHomeserverUrl: string;
  /** What stands after the colon in its user IDs. */
  readonly serverName: string;
  /** Folder of the built victim page. */
  readonly victimWebRoot: string;
  readonly pageConfig: PageConfig;
  /** Whoever shows it may start exercises; `null`: nobody may. */
  readonly trainingToken: string | null;
  /** Its words. */
  readonly words: PageWords;
  /** The operator's own look, as CSS; `null`: ours. */
  readonly theme: string | null;
  readonly log: Pick<Log, "info" | "error">;
  readonly limits?: GatewayLimits;
}

export interface Gateway {
  /** Not listening yet. */
  readonly server: Server;
  /** Stops listening, ends every request, lets go of Synapse. */
  close(): Promise<void>;
}

/** @throws when the victim page has not been built. */
export function createGateway(parts: GatewayParts): Gateway {
  const { desk, returns, files, uploaderOf, log, limits = GATEWAY_LIMITS } = parts;
  const page = loadVictimPage(parts.victimWebRoot, parts.pageConfig, parts.words, parts.theme);
  const languages = new Set(parts.words.page.languages.map(({ language }) => language));
  const upstream = createUpstream(parts.victimsHomeserverUrl);
  const memories = conversationMemories(desk);
  const routes = routeTable([
    ...victimApi(desk, returns, languages, mayTrainWith(parts.trainingToken)),
    ...returnApi(returns),
    ...feedbackApi(desk),
    ...allowList({ desk, returns, files, uploaderOf, upstream, memories, serverName: parts.serverName }),
  ]);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const line: LogLine = { route: "none" };
    let answer: Answer;
    try {
      answer = await answerTo(request, response, line);
    } catch (error) {
      log.error("request failed", error, line);
      answer = UNAVAILABLE;
    }
    const status = writeAnswer(response, answer, request.method !== "HEAD");
    log.info("request", { ...line, status, ms: Math.round(performance.now() - started) });
  }

  async function answerTo(request: IncomingMessage, response: ServerResponse, line: LogLine): Promise<Answer> {
    const target = parseTarget(request.url ?? "");
    if (target === null) return UNRECOGNIZED;
    const method = request.method ?? "";
    const [first] = target.segments;
    if (first !== "api" && first !== "_matrix") return pageAnswer(page, request, target.segments, line);

    const found = routes.find(method, target);
    if (found === null) return UNRECOGNIZED;
    line.route = found.route.name;
    if (method !== "GET" && request.headers[CLIENT_HEADER] !== "1")
      return refused("ABRI_MISSING_HEADER", "A change needs the header X-Abri.");

    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const call: Call = {
      parameters: found.parameters,
      query: target.query,
      request,
      signal: gone.signal,
      jsonLimits: limits.json,
    };
    const handler: Handler = found.route.handle;
    if (handler.needs === "nothing") return handler.run(call);

    const token = bearer(request);
    if (token === null) return DEAD_TOKEN;
    const session = await desk.session(token);
    if (!session) return deadToken(returns, token);
    line.conversation = session.conversationId;
    const { own, me } = found.parameters;
    if (own !== undefined && own !== session.roomId) return UNRECOGNIZED;
    if (me !== undefined && me !== session.userId) return UNRECOGNIZED;
    return handler.run({ ...call, token, session });
  }

  const server = createServer(
    {
      insecureHTTPParser: false,
      maxHeaderSize: 8192,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      keepAliveTimeout: 30_000,
    },
    (request, response) => void serve(request, response),
  );
  // Longer than the longest long poll; a client that reads no answer for so long is gone.
  server.setTimeout(120_000);
  server.on("clientError", (_error, socket) => refuseMalformed(socket));

  return {
    server,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, upstream.close()]);
    },
  };
}

/** All that is ever logged of a request. The route is the template, never the path. */
interface LogLine {
  route: string;
  conversation?: string;
}

function pageAnswer(page: VictimPage, request: IncomingMessage, segments: readonly string[], line: LogLine): Answer {
  if (request.method !== "GET" && request.method !== "HEAD") return UNRECOGNIZED;
  line.route = "page";
  const encodings = request.headers["accept-encoding"];
  return page.find(segments, typeof encodings === "string" ? encodings : "");
}

/** What is not HTTP, or two kinds of it at once, never becomes a request. */
function refuseMalformed(socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = { ...SECURITY_HEADERS, "Cache-Control": "no-store", "Content-Length": "0", Connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(["HTTP/1.1 400 Bad Request", ...lines, "", ""].join("\r\n"));
}

/**
 * Files, always encrypted by the page: pictures, and the bundle of room keys that an invitation brings along (MSC4268). To the
 * homeserver they are bytes without a name or a type. Sized, and counted by conversation.
 */
import { serverNameOf } from "@abri/contract";
import { type Answer, json, refused } from "./answer.ts";
import { type Handler, type SessionCall, withBytes } from "./call.ts";
import type { ConversationMemories } from "./conversationMemory.ts";
import type { Route } from "./routeTable.ts";
import type { Upstream } from "./upstream.ts";

const MEDIA_LIMITS = {
  maxBytes: 10 * 1024 * 1024,
  uploads: 30,
  downloads: 120,
  /** Bodies of one conversation that are held in memory together. */
  atOnce: 3,
  /** Ten megabytes on a slow phone. */
  timeoutMs: 300_000,
} as const;

const TOO_MANY = refused("M_LIMIT_EXCEEDED", "No more files in this conversation.");
const BUSY = refused("M_LIMIT_EXCEEDED", "One file at a time.", { retryAfterMs: 1000 });

interface MediaParts {
  readonly upstream: Upstream;
  readonly memories: ConversationMemories;
  readonly serverName: string;
}

export function mediaRoutes(parts: MediaParts): Route<Handler>[] {
  return [
    {
      name: "POST /_matrix/media/v3/upload",
      handle: { needs: "session", run: (call) => upload(parts, call) },
    },
    {
      name: "GET /_matrix/client/v1/media/download/{server}/{media}",
      handle: { needs: "session", run: (call) => download(parts, call) },
    },
  ];
}

async function upload({ upstream, memories }: MediaParts, call: SessionCall): Promise<Answer> {
  const memory = memories.of(call.session.conversationId);
  if (memory.uploads >= MEDIA_LIMITS.uploads) return TOO_MANY;
  if (memory.uploading >= MEDIA_LIMITS.atOnce) return BUSY;
  memory.uploading++;
  try {
    return await withBytes(call, MEDIA_LIMITS, async (bytes) => {
      memory.uploads++;
      const answer = await upstream.request({
        method: "POST",
        segments: ["_matrix", "media", "v3", "upload"],
        body: bytes,
        accessToken: call.session.accessToken,
        signal: call.signal,
        maxAnswerBytes: 4096,
      });
      return answer.ok ? json(JSON.parse(answer.bytes.toString("utf8"))) : answer.answer;
    });
  } finally {
    memory.uploading--;
  }
}

async function download({ upstream, memories, serverName }: MediaParts, call: SessionCall): Promise<Answer> {
  const { session, parameters } = call;
  const server = parameters.server ?? "";
  const servers = new Set([serverName, ...session.peers.map(serverNameOf)]);
  if (!servers.has(server)) return refused("M_NOT_FOUND", "There is no such file.");
  const memory = memories.of(session.conversationId);
  if (memory.downloads >= MEDIA_LIMITS.downloads) return TOO_MANY;
  memory.downloads++;
  const answer = await upstream.request({
    method: "GET",
    segments: ["_matrix", "client", "v1", "media", "download", server, parameters.media ?? ""],
    accessToken: session.accessToken,
    signal: call.signal,
    maxAnswerBytes: MEDIA_LIMITS.maxBytes,
  });
  if (!answer.ok) return answer.answer;
  return {
    kind: "bytes",
    status: 200,
    bytes: answer.bytes,
    headers: {
      "Content-Type": "application/octet-stream",
      // Opened by itself, it is never shown: only the page, which can decrypt it, uses it.
      "Content-Disposition": "attachment",
      "Cache-Control": "no-store",
    },
  };
}

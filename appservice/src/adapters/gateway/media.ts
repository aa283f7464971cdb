/**
 * Files, always encrypted by the page: pictures, and the bundle of room keys that an invitation brings along (MSC4268). To the
 * homeserver they are bytes without a name or a type, so there is no kind of file to check here. Sized, counted by conversation over all
 * processes, and written down, so that they can be erased with it.
 */
import { serverNameOf, type UserId } from "@abri/contract";
import { z } from "zod";
import type { FileStore, MediaFile } from "../../ports/fileStore.ts";
import { type Answer, json, refused, UNAVAILABLE } from "./answer.ts";
import { type Handler, type SessionCall, withBytes } from "./call.ts";
import type { ConversationMemories } from "./conversationMemory.ts";
import type { VictimSession } from "../../ports/victimDesk.ts";
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
const NO_SUCH_FILE = refused("M_NOT_FOUND", "There is no such file.");

const UploadAnswer = z.object({ content_uri: z.string().regex(/^mxc:\/\/[^/]+\/[^/]+$/) });

export interface MediaParts {
  readonly upstream: Upstream;
  readonly files: FileStore;
  readonly uploaderOf: UploaderOf;
  readonly memories: ConversationMemories;
  readonly serverName: string;
}

/** Who has uploaded a file to their own homeserver; `null` when nobody has. @throws when that homeserver does not answer. */
export type UploaderOf = (file: MediaFile) => Promise<UserId | null>;

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

async function upload({ upstream, memories, files, serverName }: MediaParts, call: SessionCall): Promise<Answer> {
  const { conversationId, accessToken } = call.session;
  const memory = memories.of(conversationId);
  if (memory.uploading >= MEDIA_LIMITS.atOnce) return BUSY;
  memory.uploading++;
  try {
    return await withBytes(call, MEDIA_LIMITS, async (bytes) => {
      // Only now: a file that did not arrive whole has not been moved.
      if (!(await files.takeTurn(conversationId, "upload", MEDIA_LIMITS.uploads))) return TOO_MANY;
      const answer = await upstream.request({
        method: "POST",
        segments: ["_matrix", "media", "v3", "upload"],
        body: bytes,
        accessToken,
        signal: call.signal,
        maxAnswerBytes: 4096,
      });
      if (!answer.ok) return answer.answer;
      const uploaded = UploadAnswer.parse(JSON.parse(answer.bytes.toString("utf8")));
      const mediaId = uploaded.content_uri.slice(uploaded.content_uri.lastIndexOf("/") + 1);
      await files.remember(conversationId, { serverName, mediaId });
      return json(uploaded);
    });
  } finally {
    memory.uploading--;
  }
}

async function download(parts: MediaParts, call: SessionCall): Promise<Answer> {
  const { upstream, files } = parts;
  const { session, parameters } = call;
  const file: MediaFile = { serverName: parameters.server ?? "", mediaId: parameters.media ?? "" };
  const allowed = await mayFetch(parts, session, file);
  if (allowed === "unknown") return UNAVAILABLE;
  if (allowed === "no") return NO_SUCH_FILE;
  if (!(await files.takeTurn(session.conversationId, "download", MEDIA_LIMITS.downloads))) return TOO_MANY;
  // Before it comes: the victims' homeserver then keeps a copy.
  await files.remember(session.conversationId, file);
  const answer = await upstream.request({
    method: "GET",
    segments: ["_matrix", "client", "v1", "media", "download", file.serverName, file.mediaId],
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

/**
 * Synapse gives any file to any of its users who knows its name. Here it must be one that this page has uploaded, or one that an officer of
 * this conversation has; which event names it, only the page and the officer can read (ADR 0015).
 */
async function mayFetch(
  { files, serverName, uploaderOf }: MediaParts,
  session: VictimSession,
  file: MediaFile,
): Promise<"yes" | "no" | "unknown"> {
  if (file.serverName === serverName) return (await files.has(session.conversationId, file)) ? "yes" : "no";
  if (!session.peers.some((peer) => serverNameOf(peer) === file.serverName)) return "no";
  try {
    const uploader = await uploaderOf(file);
    return uploader !== null && session.peers.includes(uploader) ? "yes" : "no";
  } catch {
    return "unknown";
  }
}

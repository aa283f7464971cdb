/** Reads a request's body within a size and a time. */
import type { IncomingMessage } from "node:http";
import { type Answer, refused } from "./answer.ts";
import { type Json, parseGuarded } from "./jsonGuard.ts";

export interface BodyLimits {
  readonly maxBytes: number;
  /** A body that takes longer is a slow-loris, in milliseconds. */
  readonly timeoutMs: number;
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer };

const TOO_LARGE = refused("M_TOO_LARGE", "The body is too large.", { hangUp: true });
const TOO_SLOW = refused("M_NOT_JSON", "The body came too slowly.", { hangUp: true });

/** A body that must be JSON; an empty one is `undefined`. */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<Read<Json | undefined>> {
  const bytes = await readBytes(request, limits);
  if (!bytes.ok) return bytes;
  if (bytes.value.length === 0) return { ok: true, value: undefined };
  if (!/^application\/json(; *charset=utf-8)?$/i.test(request.headers["content-type"] ?? ""))
    return { ok: false, answer: refused("M_NOT_JSON", "The body is not declared as JSON.") };
  const parsed = parseGuarded(bytes.value);
  return parsed.ok ? parsed : { ok: false, answer: refused(parsed.code, `Refused JSON: ${parsed.why}.`) };
}

export async function readBytes(request: IncomingMessage, limits: BodyLimits): Promise<Read<Buffer>> {
  // A compressed body could be a bomb, and no client of ours sends one.
  if (request.headers["content-encoding"] !== undefined)
    return { ok: false, answer: refused("M_NOT_JSON", "No compressed body.", { hangUp: true }) };
  if (Number(request.headers["content-length"] ?? 0) > limits.maxBytes) return { ok: false, answer: TOO_LARGE };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => done({ ok: false, answer: TOO_SLOW }), limits.timeoutMs);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.maxBytes) done({ ok: false, answer: TOO_LARGE });
      else chunks.push(chunk);
    };
    const onEnd = () => done({ ok: true, value: Buffer.concat(chunks) });
    const onGone = () => done({ ok: false, answer: { kind: "gone" } });
    function done(result: Read<Buffer>): void {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      // Errors of an abandoned body have no listener left, and say nothing that matters.
      request.on("error", () => undefined);
      if (!result.ok) request.pause();
      resolve(result);
    }
    request.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}

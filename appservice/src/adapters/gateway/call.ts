/** What a route is given of a request: what was parsed of it, and nothing raw. */
import type { IncomingMessage } from "node:http";
import type { SessionToken } from "@abri/contract";
import type { z } from "zod";
import type { VictimSession } from "../../ports/victimDesk.ts";
import { type Answer, refused } from "./answer.ts";
import { type BodyLimits, readBytes, readJson } from "./requestBody.ts";
import type { Parameters } from "./routeTable.ts";

export interface Call {
  readonly parameters: Parameters;
  readonly query: ReadonlyMap<string, string>;
  readonly request: IncomingMessage;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  readonly jsonLimits: BodyLimits;
}

/** A call that belongs to a living conversation. */
export interface SessionCall extends Call {
  readonly token: SessionToken;
  readonly session: VictimSession;
}

export type Handler =
  | { readonly needs: "nothing"; readonly run: (call: Call) => Answer | Promise<Answer> }
  | { readonly needs: "session"; readonly run: (call: SessionCall) => Answer | Promise<Answer> };

/** Reads the JSON body, checks it, and goes on; or answers why not. A missing body is read as `{}`. */
export async function withBody<T>(
  call: Call,
  schema: z.ZodType<T>,
  then: (body: T) => Answer | Promise<Answer>,
): Promise<Answer> {
  const read = await readJson(call.request, call.jsonLimits);
  if (!read.ok) return read.answer;
  const parsed = schema.safeParse(read.value ?? {});
  if (!parsed.success) return refused("M_BAD_JSON", "The body does not have the expected form.");
  return then(parsed.data);
}

export async function withBytes(
  call: Call,
  limits: BodyLimits,
  then: (bytes: Buffer) => Promise<Answer>,
): Promise<Answer> {
  const read = await readBytes(call.request, limits);
  return read.ok ? then(read.value) : read.answer;
}

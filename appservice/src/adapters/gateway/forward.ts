/** What goes on to the victims' Synapse as it was asked, in the victim's name and below `/_matrix/client/v3`. */
import { type Answer, json } from "./answer.ts";
import type { SessionCall } from "./call.ts";
import type { Upstream, UpstreamRequest } from "./upstream.ts";

export type Asked = Pick<UpstreamRequest, "method" | "segments" | "query" | "body">;

/** `narrow`: what the page may see of Synapse's answer; all of it by default. */
export type Forward = (call: SessionCall, asked: Asked, narrow?: (answer: unknown) => unknown) => Promise<Answer>;

export function forwarding(upstream: Upstream, maxAnswerBytes: number): Forward {
  return async (call, asked, narrow = (answer) => answer) => {
    const answer = await upstream.request({
      ...asked,
      segments: ["_matrix", "client", "v3", ...asked.segments],
      accessToken: call.session.accessToken,
      signal: call.signal,
      maxAnswerBytes,
    });
    return answer.ok ? json(narrow(JSON.parse(answer.bytes.toString("utf8")))) : answer.answer;
  };
}

/** `GET /sync`: one at a time for each conversation, with our filter, cut when the conversation closes. */
import type { Returns } from "../../ports/returns.ts";
import type { VictimDesk } from "../../ports/victimDesk.ts";
import { type Answer, DEAD_TOKEN, json, MOVED, refused } from "./answer.ts";
import type { Handler, SessionCall } from "./call.ts";
import type { ConversationMemories } from "./conversationMemory.ts";
import { deadToken } from "./deadToken.ts";
import { isPeer } from "./keysOfPeers.ts";
import type { Route } from "./routeTable.ts";
import { ownPartOfSync, syncFilter, USE_STATE_AFTER } from "./syncAnswer.ts";
import type { Upstream } from "./upstream.ts";

const MAX_TIMEOUT = 30_000;
const MAX_ANSWER = 8 * 1024 * 1024;
/** A position in Synapse's streams. */
export const POSITION = /^[A-Za-z0-9_~.-]{1,400}$/;
const REPLACED = refused("ABRI_WRONG_PHASE", "A newer sync has taken over.");

interface SyncParts {
  readonly desk: VictimDesk;
  readonly returns: Returns;
  readonly upstream: Upstream;
  readonly memories: ConversationMemories;
}

export function syncRoute(name: string, parts: SyncParts): Route<Handler> {
  return { name, handle: { needs: "session", run: (call) => sync(parts, call) } };
}

async function sync({ desk, returns, upstream, memories }: SyncParts, call: SessionCall): Promise<Answer> {
  const { conversationId, roomId, accessToken } = call.session;
  const since = call.query.get("since");
  if (since !== undefined && !POSITION.test(since)) return refused("M_BAD_JSON", "Not a position to sync from.");

  const whyDead = (): Promise<Answer> => deadToken(returns, call.token);
  const cut = new AbortController();
  const end = (answer: Answer) => cut.abort(answer);
  const memory = memories.of(conversationId);
  memory.endSync?.();
  const endThis = () => end(REPLACED);
  memory.endSync = endThis;
  const over = desk.attend(conversationId, call.signal);
  const stopListening = desk.onClosed(conversationId, () => end(DEAD_TOKEN));
  const stopLooking = returns.onReplaced(call.token, conversationId, () => end(MOVED));
  try {
    // It may have closed after the token was looked up and before anybody listened: then nothing would cut this sync.
    const session = await desk.session(call.token);
    if (session === null) return await whyDead();
    const nowSeen = [...memory.unseen].filter((user) => isPeer(session, user));
    await desk.heard(conversationId);
    const answer = await upstream.request({
      method: "GET",
      segments: ["_matrix", "client", "v3", "sync"],
      query: {
        filter: syncFilter(roomId, session.returning),
        set_presence: "offline",
        [USE_STATE_AFTER]: "true",
        timeout: nowSeen.length > 0 ? "0" : String(timeoutOf(call)),
        ...(since === undefined ? {} : { since }),
      },
      accessToken,
      signal: AbortSignal.any([call.signal, cut.signal]),
      maxAnswerBytes: MAX_ANSWER,
    });
    if (cut.signal.aborted) return cut.signal.reason as Answer;
    // The device may be deleted before this process has heard that another one took its place.
    if (!answer.ok) return answer.answer === DEAD_TOKEN ? await whyDead() : answer.answer;
    for (const user of nowSeen) memory.unseen.delete(user);
    return json(ownPartOfSync(answer.bytes.toString("utf8"), roomId, nowSeen, session.returning));
  } finally {
    over();
    stopListening();
    stopLooking();
    if (memory.endSync === endThis) memory.endSync = null;
  }
}

function timeoutOf(call: SessionCall): number {
  const asked = call.query.get("timeout") ?? "";
  return /^[0-9]{1,9}$/.test(asked) ? Math.min(Number(asked), MAX_TIMEOUT) : 0;
}

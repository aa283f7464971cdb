/** Coming back to a conversation with what a page has derived from the phrase: a new device, a new session, and the old ones dead. */
import type { AllowReturnRequest, ConversationId, ReturnRequest, ReturnResponse, SessionToken } from "@abri/contract";
import type { Clock } from "../ports/clock.ts";
import type { Changes } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import { MatrixUnavailable, type VictimDevice, type VictimDevices } from "../ports/matrix.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { Returns } from "../ports/returns.ts";
import type { ReturnAttempt, ReturnKeys, ReturnStore } from "../ports/returnStore.ts";
import { type Outcome, refusal } from "../ports/victimDesk.ts";
import { changeOrNothing } from "./change.ts";
import { newSession, sessionToken, sha256 } from "./credentials.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly returns: ReturnStore;
  readonly changes: Changes;
  readonly devices: VictimDevices;
  /** Everybody but the victim out of a room whose conversation is closed, if that is not yet done. */
  readonly dismiss: (id: ConversationId) => Promise<void>;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly settings: Settings;
  readonly secret: Buffer;
}

/** The only word for whatever opens nothing, so that it tells nothing. */
const OPENS_NOTHING = refusal("M_FORBIDDEN", "This opens nothing.");

export class Returning implements Returns {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async allow(id: ConversationId, keys: AllowReturnRequest): Promise<Outcome<null>> {
    const allowed = await this.#parts.returns.allow(id, hashes(keys));
    return allowed ? { ok: true, value: null } : refusal("ABRI_WRONG_PHASE", "not for this conversation");
  }

  async comeBack(request: ReturnRequest): Promise<Outcome<ReturnResponse>> {
    const { devices, dismiss, log } = this.#parts;
    const attempt = await this.#attempt(request);
    if (attempt === null) return OPENS_NOTHING;
    const { id, victim, state } = attempt.conversation;
    try {
      // Those who were there are invited anew, by the victim's page: nobody else can give them keys.
      if (state.phase === "closed") await dismiss(id);
      const device = await devices.make(victim);
      return await this.#replace(attempt, request, device);
    } catch (error) {
      if (!(error instanceof MatrixUnavailable)) throw error;
      // Erased in the meantime: there is no such user any more.
      if ((await this.#attempt(request)) === null) return OPENS_NOTHING;
      log.error("nobody could come back", error, { conversation: id });
      return refusal("ABRI_UNAVAILABLE", "the homeserver did not answer");
    }
  }

  /** `null`: these keys open nothing, or what they opened is being erased. */
  async #attempt(request: ReturnRequest): Promise<ReturnAttempt | null> {
    const { returns, clock, settings } = this.#parts;
    const attempt = await returns.attempt(hashes(request));
    if (attempt === null) return null;
    return changeOrNothing(attempt.conversation, { type: "return" }, clock.now(), settings) === null ? null : attempt;
  }

  async #replace(
    attempt: ReturnAttempt,
    { idempotencyKey }: ReturnRequest,
    device: VictimDevice,
  ): Promise<Outcome<ReturnResponse>> {
    const { returns, addJob, clock, randomness, settings, secret, log } = this.#parts;
    const { id, victim } = attempt.conversation;
    const token = sessionToken(secret, idempotencyKey);
    const session = newSession(token, device, randomness.bytes(12));
    const now = clock.now();
    const replaced = await returns.replace(attempt, session, now, (conversation) =>
      changeOrNothing(conversation, { type: "return" }, now, settings),
    );
    const { deviceId } = device;
    const unused = replaced === null ? deviceId : replaced.before;
    if (unused !== null) await addJob({ job: { task: "forget-device", conversation: id, victim, device: unused } });
    const roomId = replaced?.conversation.roomId ?? null;
    if (replaced === null || roomId === null) return OPENS_NOTHING;
    log.info("a victim came back", { conversation: id });
    const { situation, urgency } = replaced.conversation;
    const { language } = attempt;
    return {
      ok: true,
      value: {
        conversationId: id,
        sessionToken: token,
        userId: victim,
        deviceId,
        roomId,
        situation,
        urgency,
        language,
      },
    };
  }

  isReplaced(token: SessionToken): Promise<boolean> {
    return this.#parts.returns.isReplaced(sha256(token));
  }

  onReplaced(token: SessionToken, id: ConversationId, then: () => void): () => void {
    let over = false;
    const look = (): void => {
      this.isReplaced(token).then(
        (replaced) => {
          if (replaced && !over) {
            stop();
            then();
          }
        },
        () => undefined, // the database is away: the notifications that follow its return make it look again
      );
    };
    const stopListening = this.#parts.changes.onChange(id, look);
    const stop = (): void => {
      over = true;
      stopListening();
    };
    look();
    return stop;
  }
}

function hashes({ lookup, proof }: AllowReturnRequest): ReturnKeys {
  return { lookupHash: sha256(lookup), proofHash: sha256(proof) };
}

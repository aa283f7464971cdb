/** The victims' desk: everything that a page can ask for, through the gateway. */
import {
  type CloseReason,
  type ConversationId,
  type FeedbackRequest,
  type OfficerView,
  type SessionToken,
  type StartRequest,
  type StartResponse,
  type StatusResponse,
  type UserId,
  type VictimStatus,
} from "@abri/contract";
import { type Command, invitable, lastOfferAt, namedOfficers, nextDeadline } from "../domain/conversation.ts";
import { estimateMinutes } from "../domain/estimate.ts";
import type { Clock } from "../ports/clock.ts";
import type { Changes, ConversationStore, NewSession, StoredConversation, View } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import { MatrixUnavailable, type RoomMaker } from "../ports/matrix.ts";
import type { PreparedRoom } from "../ports/preparedStore.ts";
import type { Randomness } from "../ports/randomness.ts";
import { type Outcome, refusal, type VictimDesk, type VictimSession } from "../ports/victimDesk.ts";
import { changeBy, changeOrNothing } from "./change.ts";
import { newSession, sessionToken, sha256, underSecret, underToken, unseal } from "./credentials.ts";
import { aliasOf, newcomer } from "./newcomer.ts";
import { PREPARED_MS } from "./preparing.ts";
import type { Settings } from "./settings.ts";
import { roomName } from "./words.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly changes: Changes;
  readonly rooms: RoomMaker;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly settings: Settings;
  readonly secret: Buffer;
  readonly victimsServer: string;
}

/** Whoever makes user and room has so long; then another request with the same key may (the first one's process died). */
const LEASE_MS = 15_000;
/** One start waits so long for another that is making user and room. */
const START_MS = 30_000;
/** The page's sign of life is written at most so often. */
const HEARD_EVERY_MS = 5_000;

const NO_CHANGE = { ok: true, change: null } as const;

export class Desk implements VictimDesk {
  readonly #parts: Parts;
  /** Starts under way in this process, by hash of the key: parallel ones with one key are one. */
  readonly #starting = new Map<string, Promise<Outcome<StartResponse>>>();
  readonly #lastHeard = new Map<ConversationId, number>();
  /** How many requests each page holds open here, and when the latest of them began. */
  readonly #held = new Map<ConversationId, { readonly count: number; readonly began: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(request: StartRequest, training = false): Promise<Outcome<StartResponse>> {
    const keyHash = sha256(request.idempotencyKey).toString("hex");
    const running = this.#starting.get(keyHash);
    if (running !== undefined) return running;
    const started = this.#start(request, training).finally(() => this.#starting.delete(keyHash));
    this.#starting.set(keyHash, started);
    return started;
  }

  async #start(request: StartRequest, training: boolean): Promise<Outcome<StartResponse>> {
    const { store, clock, secret, log } = this.#parts;
    const token = sessionToken(secret, request.idempotencyKey);
    const at = clock.now();
    const begun = await this.#begin(request, training, token, at);
    for (;;) {
      const session = await store.session(sha256(token));
      if (session !== null && session.conversation.roomId !== null) {
        const { conversation, deviceId } = session;
        const { id: conversationId, victim: userId } = conversation;
        return {
          ok: true,
          value: { conversationId, sessionToken: token, userId, deviceId, roomId: session.conversation.roomId },
        };
      }
      const now = clock.now();
      const conversation = await store.read(begun.id);
      if (conversation?.state.phase !== "opening") return refusal("ABRI_WRONG_PHASE", "this conversation is over");
      if (now > at + START_MS) return refusal("ABRI_UNAVAILABLE", "user and room are still being made");
      if (await store.lease(begun.id, now, now + LEASE_MS)) {
        try {
          await this.#open(begun, token);
        } catch (error) {
          await store.lease(begun.id, now + LEASE_MS, 0);
          if (!(error instanceof MatrixUnavailable)) throw error;
          log.error("a conversation could not be opened", error, { conversation: begun.id });
          return refusal("ABRI_UNAVAILABLE", "the homeserver did not answer");
        }
      } else {
        const listening = this.#listen(begun.id);
        await listening.change(500);
        listening.stop();
      }
    }
  }

  /**
   * With a room made in advance the homeserver is not asked at all; without one user and room are still to be made. An exercise takes none from a
   * victim, and its room is called an exercise from its first moment.
   */
  async #begin(request: StartRequest, training: boolean, token: SessionToken, at: number): Promise<StoredConversation> {
    const { store, randomness, settings, victimsServer } = this.#parts;
    const { idempotencyKey, situation, urgency, language } = request;
    const start = { keyHash: sha256(idempotencyKey), situation, urgency, language, training, at };
    const named = newcomer(randomness, victimsServer);
    const first = { job: { task: "tick", conversation: named.id }, runAt: at + settings.limits.idle } as const;
    if (training) return store.begin({ ...start, ...named }, [first]);
    const begun = await store.beginPrepared(start, {
      since: at - PREPARED_MS,
      session: (prepared) => this.#sessionOf(prepared, token),
      decide: (conversation) => {
        const changed = changeBy(conversation, { type: "open" }, at, settings);
        if (!changed.ok || changed.change === null) throw new Error("a new conversation could not be opened");
        const { jobs } = changed.change;
        return { ...changed.change, jobs: [...jobs, { job: { task: "prepare" } }] };
      },
    });
    if (begun !== null) return begun;
    return store.begin({ ...start, ...named }, [first, { job: { task: "prepare" } }]);
  }

  /** `null`: the secret is another one than when the room was made. */
  #sessionOf(prepared: PreparedRoom, token: SessionToken): NewSession | null {
    const { secret, randomness } = this.#parts;
    let accessToken: string;
    try {
      accessToken = unseal(underSecret(secret), prepared.sealedAccessToken);
    } catch {
      return null;
    }
    return newSession(token, { accessToken, deviceId: prepared.deviceId }, randomness.bytes(12));
  }

  async #open(begun: StoredConversation, token: SessionToken): Promise<void> {
    const { id, victim } = begun;
    const { store, rooms, clock, randomness, settings } = this.#parts;
    const account = await rooms.account(victim);
    const room = await rooms.room(aliasOf(id), roomName(begun), victim);
    await store.open(id, room, newSession(token, account, randomness.bytes(12)), (conversation) =>
      changeOrNothing(conversation, { type: "open" }, clock.now(), settings),
    );
  }

  async session(token: SessionToken): Promise<VictimSession | null> {
    const session = await this.#parts.store.session(sha256(token));
    if (session === null || session.conversation.roomId === null) return null;
    const { id, victim, roomId, state } = session.conversation;
    return {
      conversationId: id,
      userId: victim,
      deviceId: session.deviceId,
      roomId,
      accessToken: unseal(underToken(token), session.sealedAccessToken),
      peers: [victim, ...namedOfficers(state)],
      invitable: invitable(state),
      returning: session.returning,
    };
  }

  async status(id: ConversationId, since: number, timeoutMs: number, signal: AbortSignal): Promise<StatusResponse> {
    const { store, clock } = this.#parts;
    const until = clock.now() + timeoutMs;
    await this.heard(id);
    let firstWait: string | undefined;
    for (;;) {
      const listening = this.#listen(id);
      try {
        const view = await store.view(id);
        // Already erased: whoever still waits is told no more than that it is over.
        if (view === null) return { version: since + 1, status: { phase: "closed", reason: "idle" } };
        const { state, version, heardAt } = view.conversation;
        // Whoever is told of an offer is there: an invitation that does not come then is not the page's fault.
        const offeredAt = lastOfferAt(state);
        if (offeredAt !== null && heardAt <= offeredAt) await store.heard(id, Math.max(clock.now(), offeredAt + 1));
        const minutes = state.phase === "waiting" ? await this.#minutes(view.position) : null;
        // A waiting page hears at once when its place or the estimate changes.
        const wait = `${view.position} ${minutes ?? "?"}`;
        firstWait ??= wait;
        const left = until - clock.now();
        const moved = state.phase === "waiting" && wait !== firstWait;
        if (version > since || moved || left <= 0 || signal.aborted)
          return { version, status: statusOf(view, minutes) };
        await listening.change(left, signal);
      } finally {
        listening.stop();
      }
    }
  }

  ready(id: ConversationId): Promise<Outcome<null>> {
    return this.#told(id, { type: "ready" }, () => false);
  }

  danger(id: ConversationId): Promise<Outcome<null>> {
    return this.#told(id, { type: "danger", by: null }, ({ urgency }) => urgency === "danger");
  }

  /** `isSo`: it has been told before, and nothing is to be done. */
  async #told(
    id: ConversationId,
    command: Extract<Command, { type: "ready" | "danger" }>,
    isSo: (conversation: StoredConversation) => boolean,
  ): Promise<Outcome<null>> {
    const { store, clock, settings } = this.#parts;
    let outcome: Outcome<null> = refusal("ABRI_WRONG_PHASE", "there is no such conversation");
    await store.change(id, (conversation) => {
      const changed = isSo(conversation) ? NO_CHANGE : changeBy(conversation, command, clock.now(), settings);
      outcome = changed.ok ? { ok: true, value: null } : refusal("ABRI_WRONG_PHASE", "the conversation is over");
      return changed.ok ? changed.change : null;
    });
    return outcome;
  }

  async close(id: ConversationId, reason: Extract<CloseReason, "victim" | "emergency">): Promise<void> {
    const { store, clock, settings } = this.#parts;
    await store.change(id, (conversation) =>
      changeOrNothing(conversation, { type: "close", reason }, clock.now(), settings),
    );
    this.#lastHeard.delete(id);
  }

  feedback(token: SessionToken, answers: FeedbackRequest): Promise<boolean> {
    const { store, clock } = this.#parts;
    return store.feedback(sha256(token), answers, clock.now());
  }

  async page(id: ConversationId, page: "shown" | "hidden" | "closed"): Promise<void> {
    const { store, clock, addJob } = this.#parts;
    if ((await store.page(id, page, clock.now())) !== null) await addJob({ job: { task: "tick", conversation: id } });
  }

  attend(id: ConversationId, signal: AbortSignal): () => void {
    const { clock, log } = this.#parts;
    const held = { count: (this.#held.get(id)?.count ?? 0) + 1, began: clock.now() };
    this.#held.set(id, held);
    return () => {
      const { count, began } = this.#held.get(id) ?? held;
      if (count > 1) {
        this.#held.set(id, { count: count - 1, began });
        return;
      }
      this.#held.delete(id);
      if (signal.aborted)
        this.#hungUp(id, began).catch((error: unknown) => log.error("a hang-up was not noted", error));
    };
  }

  async #hungUp(id: ConversationId, began: number): Promise<void> {
    const { store, clock, settings, addJob } = this.#parts;
    const conversation = await store.hungUp(id, began, clock.now());
    const due = conversation && nextDeadline(conversation.state, conversation, settings.limits);
    if (due !== null) await addJob({ job: { task: "tick", conversation: id }, runAt: due });
  }

  async heard(id: ConversationId): Promise<void> {
    const { store, clock, addJob } = this.#parts;
    const now = clock.now();
    if (now < (this.#lastHeard.get(id) ?? 0) + HEARD_EVERY_MS) return;
    this.#lastHeard.set(id, now);
    if (!(await store.heard(id, now))) return;
    await addJob({ job: { task: "match" } });
    await addJob({ job: { task: "tick", conversation: id } });
  }

  onClosed(id: ConversationId, then: () => void): () => void {
    const { changes, store } = this.#parts;
    let over = false;
    const finish = (): void => {
      stop();
      this.#lastHeard.delete(id);
      if (!over) then();
      over = true;
    };
    const look = (): void => {
      store.read(id).then(
        (conversation) => {
          if (conversation === null || conversation.state.phase === "closed") finish();
        },
        () => undefined, // the database is away: the notifications that follow its return say `unknown`
      );
    };
    const stop = changes.onChange(id, (phase) => {
      if (phase === "closed" || phase === "erased") finish();
      if (phase === "unknown") look();
    });
    look();
    return () => {
      over = true;
      stop();
    };
  }

  async #minutes(position: number): Promise<number | null> {
    const { store, clock, settings } = this.#parts;
    return estimateMinutes(position, await store.deskNow(clock.now()), settings.offer);
  }

  /** Begins to listen at once, so that nothing between a look and the wait for a change is missed. */
  #listen(id: ConversationId): Listening {
    let wake: () => void = () => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    const stops = [this.#parts.changes.onChange(id, wake), this.#parts.changes.onQueue(wake)];
    return {
      stop: () => {
        for (const stop of stops) stop();
      },
      change: async (ms, signal) => {
        const timer = setTimeout(wake, ms);
        signal?.addEventListener("abort", wake);
        await woken;
        clearTimeout(timer);
        signal?.removeEventListener("abort", wake);
      },
    };
  }
}

interface Listening {
  /** Resolves at a change, when the queue has moved, after `ms`, or when `signal` aborts. */
  change(ms: number, signal?: AbortSignal): Promise<void>;
  stop(): void;
}

function statusOf({ conversation: { state }, position, officers }: View, minutes: number | null): VictimStatus {
  const view = (userId: UserId): OfficerView => {
    const officer = officers.find((one) => one.userId === userId);
    if (officer === undefined) throw new Error("an officer without a number was named");
    return officer;
  };
  switch (state.phase) {
    case "opening":
      return { phase: "opening" };
    case "waiting":
      return { phase: "waiting", ready: state.readySince !== null, position, minutes };
    case "offered":
      return { phase: "offered", officer: view(state.officer) };
    case "active": {
      const coming = state.handover?.offer ?? null;
      return {
        phase: "active",
        officers: state.officers.map(view),
        coming: coming && { officer: view(coming.officer), offer: coming.at },
      };
    }
    case "closed":
      return { phase: "closed", reason: state.reason };
    case "erased":
      return { phase: "closed", reason: "idle" };
  }
}

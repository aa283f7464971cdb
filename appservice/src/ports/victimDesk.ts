/**
 * What the gateway asks of the desk: the only door between a victim's browser and the conversations.
 * Implemented by the application layer; the gateway knows nothing else of it.
 */
import type {
  CloseReason,
  ConversationId,
  DeviceId,
  ErrorCode,
  FeedbackRequest,
  RoomId,
  SessionToken,
  StartRequest,
  StartResponse,
  StatusResponse,
  UserId,
} from "@abri/contract";

export interface Refusal {
  readonly code: ErrorCode;
  /** One sentence for the page's developer: never text, name, address, token or user ID. */
  readonly why: string;
}

export function refusal(code: Refusal["code"], why: string): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, why } };
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** A living session: what the gateway needs to let a request through to the victims' Synapse. */
export interface VictimSession {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly roomId: RoomId;
  /** The victim's Matrix access token, opened with the session token; never leaves the gateway's memory. */
  readonly accessToken: string;
  /** Whose devices may be queried, claimed and sent to: the room's officers, the one being asked, and the victim. */
  readonly peers: readonly UserId[];
  /** The one officer whom the page may invite now: the one whom the desk has just named. */
  readonly invitable: UserId | null;
  /** Coming back was asked for: the page may keep keys in Matrix's secret storage and key backup. */
  readonly returning: boolean;
}

export interface VictimDesk {
  /**
   * Starts a conversation, or returns the one that this idempotency key has started. Waits until user and room exist. `training`: an exercise, by
   * somebody who has shown that they may.
   */
  start(request: StartRequest, training: boolean): Promise<Outcome<StartResponse>>;
  /** The session of a token; `null` when there is none or it is dead. Read from the database at each call. */
  session(token: SessionToken): Promise<VictimSession | null>;
  /**
   * The victim's view; waits until its version exceeds `since`, until `timeoutMs` have passed or `signal` aborts.
   * A conversation that closes while one waits answers `closed` once more; it is not an error.
   */
  status(id: ConversationId, since: number, timeoutMs: number, signal: AbortSignal): Promise<StatusResponse>;
  /** A first message is written. Idempotent. */
  ready(id: ConversationId): Promise<Outcome<null>>;
  /** In danger now: asked for before everybody else. Idempotent. */
  danger(id: ConversationId): Promise<Outcome<null>>;
  /** Idempotent: closing what is closed changes nothing. */
  close(id: ConversationId, reason: Extract<CloseReason, "victim" | "emergency">): Promise<void>;
  /** What somebody answers, once, of their conversation that is over; false for every token that nothing is due from, whatever the reason. */
  feedback(token: SessionToken, answers: FeedbackRequest): Promise<boolean>;
  /** The page has said that it is in sight, in the background, or gone. */
  page(id: ConversationId, page: "shown" | "hidden" | "closed"): Promise<void>;
  /**
   * The page holds a request open, which `signal` aborts when the page itself ends it; call what is returned when it is over. A page
   * that has ended all of them is silent from then on.
   */
  attend(id: ConversationId, signal: AbortSignal): () => void;
  /** The page was heard of (it synced). Cheap: at most one write every few seconds. */
  heard(id: ConversationId): Promise<void>;
  /** Calls `then` once when the conversation closes (so that a running sync is cut); returns how to stop listening. */
  onClosed(id: ConversationId, then: () => void): () => void;
}

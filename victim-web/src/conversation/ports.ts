/** What a conversation needs from outside: the desk, a room that is encrypted, time and chance. One implementation each, built in main. */
import type { IdempotencyKey, SessionToken, StartRequest, StartResponse, StatusResponse, UserId } from "@abri/contract";
import type { IntakeContent } from "@abri/contract";

/** `later`: nothing was said against it, try again. `gone`: this conversation is over. `refused`: trying again would not help. */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "later"; readonly afterMs: number }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly code: string };

export interface Desk {
  start(request: StartRequest, signal: AbortSignal): Promise<Answer<StartResponse>>;
  /** Answers at once, or when the version exceeds `since`, or after about 25 s. */
  status(token: SessionToken, since: number, signal: AbortSignal): Promise<Answer<StatusResponse>>;
  ready(token: SessionToken, signal: AbortSignal): Promise<Answer<null>>;
  danger(token: SessionToken, signal: AbortSignal): Promise<Answer<null>>;
  /** Hands the notice to the browser, which delivers it even when the page is left; nothing waits for it. */
  close(token: SessionToken, reason: "victim" | "emergency"): void;
}

export type Outgoing =
  { readonly type: "intake"; readonly content: IntakeContent } | { readonly type: "text"; readonly text: string };

/** `later`: no network. `no-reader`: no attested officer's device could be given the key, so nothing left this browser. */
export type Sent = "sent" | "later" | "no-reader" | "refused";
export type Invited = "invited" | "later" | "not-attested";
export type Opened = "open" | "encryption" | "tampered";

/** What the room tells; each is called any number of times, from `open` until `stop`. */
export interface RoomListener {
  /** Text of a verified, attested officer; `null` for what is not text. */
  received(eventId: string, sender: string, text: string | null): void;
  edited(eventId: string, sender: string, text: string): void;
  /** How many messages are not shown because their sender is not attested. */
  hidden(count: number): void;
  link(link: "up" | "lost"): void;
  /** Encryption or history visibility was changed under us. */
  tampered(): void;
}

export interface SecureRoom {
  open(session: StartResponse, listener: RoomListener): Promise<Opened>;
  /** Checks the officer's attestation, gives them what was said before, invites, and waits until the room shows it. */
  invite(officer: UserId): Promise<Invited>;
  send(transactionId: string, outgoing: Outgoing): Promise<Sent>;
  /** Stops everything and drops every key and every text. */
  stop(): void;
}

export interface Surroundings {
  /** Resolves after `ms`, or at once when the network comes back, when the page is shown again, or when `signal` aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 32 bytes of the browser's secure randomness, unpadded base64url. */
  readonly randomKey: () => IdempotencyKey;
}

/** The desk (`contract/src/officerApi.ts`) as the widget needs it. An expected refusal is a value; a desk that does not answer is an exception. */
import type { ConversationId, UserId } from "@abri/contract";
import type { Library } from "@abri/contract/library";
import type {
  Classification,
  ConversationAnswer,
  DeclineReason,
  HandoverRequest,
  Identity,
  IdentityRequest,
  OfficerToken,
  PermanenceAnswer,
} from "@abri/contract/officers";

/** `reason`: one of a few, for our own words. `session`: this session is over. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export const SESSION_OVER = Symbol("session over");
export type Watched<T> = T | typeof SESSION_OVER;

export interface Desk {
  /** Origins that may show the widgets. */
  clients(): Promise<readonly string[]>;
  /** `null`: this officer has nothing to do in this room. */
  identify(request: IdentityRequest): Promise<Identity | null>;
  /** What the next calls are made with. */
  withToken(token: OfficerToken): OfficersDesk;
}

export interface OfficersDesk {
  /** Resolves at once, or when there is something else than `since`. */
  permanence(since: string, signal: AbortSignal): Promise<Watched<PermanenceAnswer>>;
  conversation(since: string, signal: AbortSignal): Promise<Watched<ConversationAnswer>>;
  library(): Promise<Watched<Library>>;
  take(conversation: ConversationId): Promise<Outcome>;
  assign(conversation: ConversationId, officer: UserId): Promise<Outcome>;
  decline(conversation: ConversationId, reason: DeclineReason): Promise<Outcome>;
  /** Of any conversation that is the officer's; a supervisor: of all. */
  handOverOf(conversation: ConversationId, order: HandoverRequest): Promise<Outcome>;
  classify(conversation: ConversationId, classification: Classification): Promise<Outcome>;
  handOver(order: HandoverRequest): Promise<Outcome>;
  cancelHandover(): Promise<Outcome>;
  requeue(): Promise<Outcome>;
  markGrave(): Promise<Outcome>;
  orderPatrol(): Promise<Outcome>;
  /** Private notes get a thread; the view then says where. */
  openNotes(): Promise<Outcome>;
  conclude(classification: Classification | null): Promise<Outcome>;
}

/** What the officers' origin asks of the desk: the only door between a widget and the conversations. */
import type { ConversationId, Corps, UserId } from "@abri/contract";
import type {
  Classification,
  ConversationView,
  DeclineReason,
  HandoverRequest,
  Identity,
  IdentityRequest,
  OfficerToken,
  PermanenceView,
} from "@abri/contract/officers";
import type { RefusalCode } from "../domain/conversation.ts";
import type { StoredConversation } from "./conversationStore.ts";
import type { RosterOfficer } from "./rosterStore.ts";

interface Somewhere {
  readonly officer: RosterOfficer;
  /** Everybody, the officer too, as they were when it was looked. */
  readonly roster: readonly RosterOfficer[];
}

export interface InPermanence extends Somewhere {
  readonly room: "permanence";
  readonly corps: Corps;
}

export interface InConversation extends Somewhere {
  readonly room: "conversation";
  readonly conversation: StoredConversation;
}

/** Where an officer stands, and who they are now. */
export type Standing = InPermanence | InConversation;

/** Why an act was not done. */
export type NotDone =
  | RefusalCode
  /** No such conversation, or none that is this officer's to act on. */
  | "unknown"
  /** Not in it, and no supervisor. */
  | "not-allowed"
  /** On the roster, but not on duty, not attested, or without room for one more. */
  | "not-free"
  | "ordered-already"
  /** Whoever is wanted is not on the roster. */
  | "nobody-such";

export type Done = { readonly ok: true } | { readonly ok: false; readonly why: NotDone };

export interface OfficersOrigin {
  /** `null`: refused; the caller is not told why. @throws MatrixUnavailable when the officer's homeserver does not answer. */
  identify(request: IdentityRequest): Promise<Identity | null>;
  /** `null`: no session, or its officer has nothing more to do there. Read anew at each request. */
  standing(token: OfficerToken): Promise<Standing | null>;
  permanence(standing: InPermanence): Promise<PermanenceView>;
  /** `null`: it is over. */
  conversation(standing: InConversation): ConversationView | null;
  /** One that waits is offered to `to`, out of turn: to oneself, or by a supervisor to another. */
  assign(standing: InPermanence, conversation: ConversationId, to: UserId): Promise<Done>;
  decline(standing: InPermanence, conversation: ConversationId, reason: DeclineReason): Promise<Done>;
  /** What it was, of one that has ended. */
  classify(standing: InPermanence, conversation: ConversationId, classification: Classification): Promise<Done>;
  handOver(standing: Standing, conversation: ConversationId, order: HandoverRequest): Promise<Done>;
  cancelHandover(standing: InConversation): Promise<Done>;
  requeue(standing: InConversation): Promise<Done>;
  /** Grave danger: the supervisors are called. */
  markGrave(standing: InConversation): Promise<Done>;
  /** A patrol is to be sent: written down with its time, and told to the operations room. */
  orderPatrol(standing: InConversation): Promise<Done>;
  /** A thread for private notes is begun, unless there is one. */
  openNotes(standing: InConversation): Promise<Done>;
  conclude(standing: InConversation, classification: Classification | null): Promise<Done>;
}

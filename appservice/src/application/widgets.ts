/** The officers' origin: who stands there, what they are shown, what they do. */
import type { ConversationId, RoomId, UserId } from "@abri/contract";
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
import type { Done, InConversation, InPermanence, OfficersOrigin, Standing } from "../ports/officersOrigin.ts";
import type { Identifying } from "./identifying.ts";
import type { OfficersDesk } from "./officersDesk.ts";
import { conversationView, permanenceView } from "./officerViews.ts";

export class Widgets implements OfficersOrigin {
  readonly #identifying: Identifying;
  readonly #desk: OfficersDesk;
  readonly #notesRoom: () => RoomId | null;
  constructor(identifying: Identifying, desk: OfficersDesk, notesRoom: () => RoomId | null) {
    this.#identifying = identifying;
    this.#desk = desk;
    this.#notesRoom = notesRoom;
  }

  identify(request: IdentityRequest): Promise<Identity | null> {
    return this.#identifying.identify(request);
  }

  standing(token: OfficerToken): Promise<Standing | null> {
    return this.#identifying.standing(token);
  }

  async permanence({ officer, roster }: InPermanence): Promise<PermanenceView> {
    const toClassify = await this.#desk.unclassified(officer.userId);
    return permanenceView(officer, roster, await this.#desk.living(), toClassify);
  }

  conversation({ conversation, roster }: InConversation): ConversationView | null {
    return conversationView(conversation, roster, this.#notesRoom());
  }

  assign({ officer }: InPermanence, conversation: ConversationId, to: UserId): Promise<Done> {
    return this.#desk.assign(conversation, officer.userId, to);
  }

  decline({ officer }: InPermanence, conversation: ConversationId, reason: DeclineReason): Promise<Done> {
    return this.#desk.decline(conversation, officer.userId, reason);
  }

  classify({ officer }: InPermanence, conversation: ConversationId, classification: Classification): Promise<Done> {
    return this.#desk.classify(conversation, officer.userId, classification);
  }

  handOver({ officer }: Standing, conversation: ConversationId, order: HandoverRequest): Promise<Done> {
    return this.#desk.handOver(conversation, officer.userId, order);
  }

  cancelHandover({ officer, conversation }: InConversation): Promise<Done> {
    return this.#desk.cancelHandover(conversation.id, officer.userId);
  }

  requeue({ officer, conversation }: InConversation): Promise<Done> {
    return this.#desk.requeue(conversation.id, officer.userId);
  }

  markGrave({ officer, conversation }: InConversation): Promise<Done> {
    return this.#desk.markGrave(conversation.id, officer.userId);
  }

  orderPatrol({ officer, conversation }: InConversation): Promise<Done> {
    return this.#desk.orderPatrol(conversation.id, officer.userId);
  }

  openNotes({ officer, conversation }: InConversation): Promise<Done> {
    return this.#desk.openNotes(conversation.id, officer.userId);
  }

  conclude({ officer, conversation }: InConversation, classification: Classification | null): Promise<Done> {
    return this.#desk.conclude(conversation.id, officer.userId, classification);
  }
}

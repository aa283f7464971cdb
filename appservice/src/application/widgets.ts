/** The officers' origin: who stands there, what they are shown, what they do. */
import type { ConversationId, UserId } from "@abri/contract";
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
  constructor(identifying: Identifying, desk: OfficersDesk) {
    this.#identifying = identifying;
    this.#desk = desk;
  }

  identify(request: IdentityRequest): Promise<Identity | null> {
    return this.#identifying.identify(request);
  }

  standing(token: OfficerToken): Promise<Standing | null> {
    return this.#identifying.standing(token);
  }

  async permanence({ officer, roster }: InPermanence): Promise<PermanenceView> {
    return permanenceView(officer, roster, await this.#desk.living());
  }

  conversation({ conversation, roster }: InConversation): ConversationView | null {
    return conversationView(conversation, roster);
  }

  assign({ officer }: InPermanence, conversation: ConversationId, to: UserId): Promise<Done> {
    return this.#desk.assign(conversation, officer.userId, to);
  }

  decline({ officer }: InPermanence, conversation: ConversationId, reason: DeclineReason): Promise<Done> {
    return this.#desk.decline(conversation, officer.userId, reason);
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

  conclude({ officer, conversation }: InConversation, classification: Classification | null): Promise<Done> {
    return this.#desk.conclude(conversation.id, officer.userId, classification);
  }
}

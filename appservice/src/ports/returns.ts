/** What the gateway asks for those who want to come back, and for those who do. Implemented by the application layer. */
import type { AllowReturnRequest, ConversationId, ReturnRequest, ReturnResponse, SessionToken } from "@abri/contract";
import type { Outcome } from "./victimDesk.ts";

export interface Returns {
  /** From now on this conversation may be come back to, and its page may keep in Matrix what that needs. */
  allow(id: ConversationId, keys: AllowReturnRequest): Promise<Outcome<null>>;
  /** One refusal for all that opens nothing: unknown, wrong, being erased, erased. */
  comeBack(request: ReturnRequest): Promise<Outcome<ReturnResponse>>;
  /** This token's conversation went on in another page. */
  isReplaced(token: SessionToken): Promise<boolean>;
  /** Calls `then` once when that happens; returns how to stop listening. */
  onReplaced(token: SessionToken, id: ConversationId, then: () => void): () => void;
}

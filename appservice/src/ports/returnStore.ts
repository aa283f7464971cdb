/** Who may come back to which conversation, by hashes of what is derived from the phrase. */
import type { ConversationId, DeviceId, Language } from "@abri/contract";
import type { Change, NewSession, StoredConversation } from "./conversationStore.ts";

export interface ReturnAttempt {
  readonly conversation: StoredConversation;
  readonly language: Language;
  /** Tells this one from a later one. */
  readonly attempt: number;
}

export interface ReturnKeys {
  /** SHA-256 of each. */
  readonly lookupHash: Buffer;
  readonly proofHash: Buffer;
}

export interface ReturnStore {
  /** A second phrase for the same conversation takes the first one's place. `false`: closed, or these keys are another conversation's. */
  allow(id: ConversationId, keys: ReturnKeys): Promise<boolean>;
  /** `null`: they open nothing. */
  attempt(keys: ReturnKeys): Promise<ReturnAttempt | null>;
  /**
   * Changes the conversation, and the new session takes the old one's place, in one transaction. `null`: a later attempt has begun, or
   * `decide` refuses; then nothing is changed. `before`: the device that is no longer used.
   */
  replace(
    attempt: ReturnAttempt,
    session: NewSession,
    now: number,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<{ readonly conversation: StoredConversation; readonly before: DeviceId | null } | null>;
  /** The session of this token gave way to another one's. */
  isReplaced(tokenHash: Buffer): Promise<boolean>;
}

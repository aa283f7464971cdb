/** Whatever must not be guessed, or must be unique. */
import type { ConversationId } from "@abri/contract";

export interface Randomness {
  uuid(): ConversationId;
  bytes(length: number): Buffer;
  /** An integer, 0 ≤ n < `below`. */
  int(below: number): number;
}

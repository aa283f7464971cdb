/**
 * Which encrypted files a conversation has moved, over all processes: how many it may still move, which are its own, and what must go when it
 * is erased.
 */
import type { ConversationId } from "@abri/contract";

/** `mxc://serverName/mediaId`. */
export interface MediaFile {
  readonly serverName: string;
  readonly mediaId: string;
}

export interface FileStore {
  /** Takes one turn; `false`, and nothing is changed, when `limit` turns have been taken. */
  takeTurn(id: ConversationId, what: "upload" | "download", limit: number): Promise<boolean>;
  /** Idempotent. */
  remember(id: ConversationId, file: MediaFile): Promise<void>;
  has(id: ConversationId, file: MediaFile): Promise<boolean>;
  /** In no order; none when the conversation is erased. */
  of(id: ConversationId): Promise<readonly MediaFile[]>;
}

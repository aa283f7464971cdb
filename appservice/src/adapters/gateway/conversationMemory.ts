/**
 * What this process remembers of each living conversation: its running sync and the uploads that it holds. Only limits are kept here,
 * never facts: with N processes a conversation may have N times as much, and a restart forgets it.
 */
import type { ConversationId } from "@abri/contract";
import type { VictimDesk } from "../../ports/victimDesk.ts";

interface Memory {
  /** Ends the sync that runs now, if one does. */
  endSync: (() => void) | null;
  /** Who was said to have no device because they were not of the conversation: told anew should they come to be. */
  readonly unseen: Set<string>;
  /** Uploads whose body is held in memory now. */
  uploading: number;
}

export interface ConversationMemories {
  of(id: ConversationId): Memory;
}

export function conversationMemories(desk: Pick<VictimDesk, "onClosed">): ConversationMemories {
  const memories = new Map<ConversationId, Memory>();
  return {
    of(id) {
      const known = memories.get(id);
      if (known) return known;
      const memory: Memory = { endSync: null, unseen: new Set(), uploading: 0 };
      memories.set(id, memory);
      desk.onClosed(id, () => memories.delete(id));
      return memory;
    },
  };
}

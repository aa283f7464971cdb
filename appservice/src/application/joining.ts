/** What an officer who has just joined must not miss. */
import type { ConversationId } from "@abri/contract";
import type { ConversationStore } from "../ports/conversationStore.ts";
import type { Log } from "../ports/log.ts";
import type { RoomGraph, RoomWidgets } from "../ports/matrix.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly graph: RoomGraph;
  readonly widgets: RoomWidgets;
  readonly log: Log;
}

export class Joining {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `look`: which of the looks after a join this is; done twice it is done once. */
  async tie(id: ConversationId, look: number): Promise<void> {
    const { store, graph, log } = this.#parts;
    const conversation = await store.read(id);
    if (conversation?.state.phase !== "active" || conversation.roomId === null) return;
    const tied = await graph.tie(conversation.roomId, `tie-${conversation.version}-${look}`);
    if (tied) log.info("events beside a join were tied together", { conversation: id });
  }

  /** The officers' widget stands in the room from when one of them is there. */
  async widget(id: ConversationId): Promise<void> {
    const conversation = await this.#parts.store.read(id);
    if (conversation?.state.phase === "active" && conversation.roomId !== null)
      await this.#parts.widgets.put(conversation.roomId);
  }
}

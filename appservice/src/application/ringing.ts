/** An offer rings. An invitation alone does not in every client: Element Web signals none (element-hq/element-web#31759). */
import type { ConversationId, RoomId, UserId } from "@abri/contract";
import { askedOfficer } from "../domain/conversation.ts";
import type { ConversationStore } from "../ports/conversationStore.ts";
import type { Permanences } from "../ports/matrix.ts";
import { ringText } from "./words.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "read">;
  readonly permanences: Pick<Permanences, "ring">;
  /** The Permanence of this officer's corps. */
  readonly roomFor: (officer: UserId) => RoomId | null;
}

export class Ringing {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Nothing when they are no longer asked. `at`: of this offer; done twice it rings once. */
  async ring(id: ConversationId, officer: UserId, at: number): Promise<void> {
    const { store, permanences, roomFor } = this.#parts;
    const conversation = await store.read(id);
    const room = roomFor(officer);
    if (conversation === null || room === null || askedOfficer(conversation.state) !== officer) return;
    await permanences.ring(room, ringText(conversation), officer, `ring-${id}-${officer}-${at}`);
  }
}

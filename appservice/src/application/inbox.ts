/** What came in from Synapse, in order: who was invited, who joined, who left. */
import type { RoomId, UserId } from "@abri/contract";
import type { Command } from "../domain/conversation.ts";
import type { Clock } from "../ports/clock.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import type { InboxStore, MemberEvent } from "../ports/inboxStore.ts";
import { changeOrNothing } from "./change.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly inbox: InboxStore;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly bot: UserId;
}

export class Inbox {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async process(room: RoomId): Promise<void> {
    const { inbox, clock, settings } = this.#parts;
    await inbox.process(room, (conversation, event) => {
      const command = this.#commandOf(conversation, event);
      return command === null ? null : changeOrNothing(conversation, command, clock.now(), settings);
    });
  }

  #commandOf(conversation: StoredConversation, event: MemberEvent): Command | null {
    const { bot } = this.#parts;
    const { member, membership, sender } = event;
    if (member === bot) return null;
    if (member === conversation.victim)
      return membership === "leave" && sender === member ? { type: "close", reason: "victim" } : null;
    switch (membership) {
      case "invite":
        return { type: "invited", member };
      case "join":
        return { type: "joined", member };
      case "leave":
      case "ban":
        return { type: "left", member, by: sender === member ? "themselves" : "desk" };
      case "knock":
        return null;
    }
  }
}

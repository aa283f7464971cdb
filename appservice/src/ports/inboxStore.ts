/** What Synapse has pushed: stored, unique by event ID, before it is acknowledged. */
import type { EventId, RoomId, UserId } from "@abri/contract";
import type { Change, StoredConversation } from "./conversationStore.ts";
import type { JobRequest } from "./jobs.ts";

export interface MemberEvent {
  readonly eventId: EventId;
  readonly roomId: RoomId;
  readonly sender: UserId;
  readonly member: UserId;
  readonly membership: "invite" | "join" | "leave" | "ban" | "knock";
}

export interface InboxStore {
  /** Stores events that concern a conversation, and all the jobs, in one transaction. Returns how many were new. */
  receive(events: readonly MemberEvent[], jobs: readonly JobRequest[]): Promise<number>;
  /**
   * Takes this room's events in the order in which they came, each with the change that it makes, in one transaction. Two at once for one
   * room wait for each other.
   */
  process(
    roomId: RoomId,
    decide: (conversation: StoredConversation, event: MemberEvent) => Change | null,
  ): Promise<number>;
}

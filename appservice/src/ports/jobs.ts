/** Everything that is done later, or outside: committed with the change that calls for it, then retried until it has worked. */
import type { ConversationId, Corps, DeviceId, EventId, RoomId, StatedSituation, UserId } from "@abri/contract";

export type Job =
  /** Offers whom the queue can be offered to. */
  | { readonly task: "match" }
  /** The same, when a pause between two rounds is over. */
  | { readonly task: "match-later" }
  /** Some clock of this conversation may have run out. */
  | { readonly task: "tick"; readonly conversation: ConversationId }
  /** Events of this room have come in. */
  | { readonly task: "inbox"; readonly room: RoomId }
  /** Something about this officer changed in their Permanence: look what is so now. */
  | { readonly task: "roster"; readonly corps: Corps; readonly officer: UserId }
  /** An officer has said in words, in their Permanence, what is to be done. */
  | {
      readonly task: "order";
      readonly corps: Corps;
      readonly officer: UserId;
      readonly event: EventId;
      readonly text: string;
    }
  /** Whether this officer belongs into the room of the private notes: invited, or taken out. */
  | { readonly task: "notes-member"; readonly officer: UserId }
  /** Private notes are asked for: their thread is begun. */
  | { readonly task: "notes"; readonly conversation: ConversationId }
  /** Something was written in the room of the private notes: it stays when it belongs to a conversation. */
  | { readonly task: "note"; readonly event: EventId }
  /** Somebody who is not, or is no longer, named: out of the room. */
  | {
      readonly task: "remove";
      readonly conversation: ConversationId;
      readonly member: UserId;
      readonly why: WhyRemoved;
    }
  /** The officers' widget stands in the room, from when an officer first joins. */
  | { readonly task: "widget"; readonly conversation: ConversationId }
  /** Whether an officer may invite the next one: the room's power levels. */
  | { readonly task: "powers"; readonly conversation: ConversationId }
  /** An officer has joined: events made at that moment must reach them. `look` tells the looks after one join apart. */
  | { readonly task: "tie"; readonly conversation: ConversationId; readonly look: number }
  /** An officer was invited because the desk asks them: their clients ring. `at` tells one time from the next. */
  | { readonly task: "ring"; readonly conversation: ConversationId; readonly officer: UserId; readonly at: number }
  /** Somebody is in grave danger: officers are called. `by`: the officer who says so; `null`: the victim. `at` tells one call from the next. */
  | { readonly task: "alarm"; readonly conversation: ConversationId; readonly by: UserId | null; readonly at: number }
  /** The operations room is told that a patrol was ordered. Everything that it is told is here: the conversation may be gone by then. */
  | { readonly task: "patrol"; readonly conversation: ConversationId; readonly order: PatrolOrder }
  /** The officers in the room are to see how things stand: its name and topic. */
  | { readonly task: "face"; readonly conversation: ConversationId }
  /** The conversation is closed: everybody out. */
  | { readonly task: "dismiss"; readonly conversation: ConversationId }
  /** A device of the victim's that is no longer used: the victim went on with another. */
  | {
      readonly task: "forget-device";
      readonly conversation: ConversationId;
      readonly victim: UserId;
      readonly device: DeviceId;
    }
  | { readonly task: "erase"; readonly conversation: ConversationId; readonly homeserver: string }
  /** One user and one room made in advance, or one of them erased. */
  | { readonly task: "prepare" }
  /** The same, when the oldest of them has become too old. */
  | { readonly task: "prepare-later" };

/** What an operations room needs to call back whoever ordered it; never who a victim is, nor what was said. */
export interface PatrolOrder {
  readonly number: string;
  readonly situation: StatedSituation;
  readonly corps: Corps;
  /** The officer's, in that corps. */
  readonly officer: number;
  readonly at: number;
}

/** `withdrawn`: not, or no longer, named. `relieved`: another officer has taken over. `requeued`: they have put it back into the queue. */
export type WhyRemoved = "withdrawn" | "relieved" | "requeued";

export interface JobRequest {
  readonly job: Job;
  /** In milliseconds since the epoch; at once when absent. */
  readonly runAt?: number;
  /** How often it has failed until now. */
  readonly tries?: number;
}

export type JobHandlers = { readonly [T in Job["task"]]: (job: Extract<Job, { task: T }>) => Promise<void> };

/** Two requests with one key are one job, which runs when the later one says. */
export function jobKey(job: Job): string {
  switch (job.task) {
    case "match":
    case "match-later":
    case "prepare":
    case "prepare-later":
      return job.task;
    case "tick":
    case "face":
    case "powers":
    case "widget":
    case "dismiss":
    case "notes":
    case "patrol":
      return `${job.task}:${job.conversation}`;
    case "alarm":
      return `alarm:${job.conversation}:${job.by === null ? "victim" : "officer"}`;
    case "inbox":
      return `inbox:${job.room}`;
    case "order":
    case "note":
      return `${job.task}:${job.event}`;
    case "roster":
    case "notes-member":
      return `${job.task}:${job.officer}`;
    case "ring":
      return `ring:${job.conversation}:${job.officer}`;
    case "remove":
      return `remove:${job.conversation}:${job.member}`;
    case "tie":
      return `tie:${job.conversation}:${job.look}`;
    case "forget-device":
      return `forget-device:${job.victim}:${job.device}`;
    case "erase":
      return `erase:${job.conversation}:${job.homeserver}`;
  }
}

/**
 * Jobs of one queue run one after another, in the whole system; `null`: at once, beside whatever else runs. What the desk writes into one room is one
 * queue, so that what is written last is what is so, and events are not made beside one another (ADR 0027). Queues are few, for they stay in the
 * database: rooms share them.
 */
export function queueOf(job: Job): string | null {
  switch (job.task) {
    case "face":
    case "powers":
    case "remove":
    case "widget":
    case "tie":
    case "dismiss":
      return `rooms-${job.conversation.slice(-1)}`;
    case "prepare":
    case "prepare-later":
      return BACKGROUND;
    case "match":
    case "match-later":
    case "tick":
    case "inbox":
    case "roster":
    case "order":
    case "notes-member":
    case "notes":
    case "note":
    case "ring":
    case "alarm":
    case "patrol":
    case "forget-device":
    case "erase":
      return null;
  }
}

/** Of the work that nobody waits for. */
const BACKGROUND = "background";

/** What nobody waits for runs after everything else that is due. A greater number runs later. */
export function priorityOf(job: Job): number {
  return queueOf(job) === BACKGROUND ? 10 : 0;
}

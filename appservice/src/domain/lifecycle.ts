/** The words of a conversation's life: the states it can be in, what can be asked of it, what then happens. What follows from what: `conversation.ts`. */
import type { CloseReason, UserId } from "@abri/contract";
import type { Wanted } from "@abri/contract/officers";
import type { Handover, HandoverFailure, LastHandover } from "./handover.ts";
import type { Patience, Presence, Signs } from "./signs.ts";

interface Opening {
  readonly phase: "opening";
  readonly since: number;
}

export interface Waiting {
  readonly phase: "waiting";
  /** When the first message was written; an officer is asked only from then on. The place in the queue. */
  readonly readySince: number | null;
  /** Whom this round has already asked in vain. */
  readonly asked: readonly UserId[];
  /** When the last offer ended: a new round waits a little. */
  readonly lastAskedAt: number | null;
  /** The page let an offer lapse without inviting: it is asked again only when the page has been heard of since. */
  readonly absentSince: number | null;
  /** Who answered before the victim went and came back, if anybody did: asked before everybody else. */
  readonly before?: readonly UserId[];
}

export interface Offered {
  readonly phase: "offered";
  readonly readySince: number;
  readonly asked: readonly UserId[];
  readonly before?: readonly UserId[];
  readonly officer: UserId;
  readonly offeredAt: number;
  readonly deadline: number;
  /** The page's invitation has reached the room. */
  readonly invited: boolean;
}

export interface Active {
  readonly phase: "active";
  readonly readySince: number;
  readonly officers: readonly [UserId, ...UserId[]];
  /** What the officers have been told of the victim's page. */
  readonly page: Presence;
  /** Another officer is coming. */
  readonly handover?: Handover;
  /** How the last one ended, for whoever ordered it. */
  readonly handedOver?: LastHandover;
  /** Who has handed over, and when they go: until then the client of whoever has come can learn of their devices, and trust what they said. */
  readonly relief?: { readonly officer: UserId; readonly at: number };
}

export interface Closed {
  readonly phase: "closed";
  readonly reason: CloseReason;
  readonly at: number;
  /** Who was answering when it closed, if anybody was. */
  readonly before?: readonly UserId[];
  /** Some homeserver may hold less than all of it: nobody can come back. */
  readonly erasing?: true;
}

interface Erased {
  readonly phase: "erased";
}

export type Conversation = Opening | Waiting | Offered | Active | Closed | Erased;

/** In milliseconds. */
export interface Limits extends Patience {
  /** A page that was named an officer and has not invited them for so long is taken as absent. */
  readonly invite: number;
  readonly unanswered: number;
  /** For so long somebody is looked for to whom a conversation can be handed over. */
  readonly handover: number;
  /** Whoever has handed over stays for so long beside whoever has come. */
  readonly relief: number;
}

export type Command =
  | { readonly type: "open" }
  /** User and room could not be made. */
  | { readonly type: "fail" }
  | { readonly type: "ready" }
  /** The victim is in danger now. */
  /** Somebody is in grave danger now: said by the victim (`null`), or by an officer who is in it. */
  | { readonly type: "danger"; readonly by: UserId | null }
  | { readonly type: "offer"; readonly officer: UserId; readonly deadline: number; readonly newRound: boolean }
  | { readonly type: "invited"; readonly member: UserId }
  | { readonly type: "joined"; readonly member: UserId }
  /** `by: "desk"`: the bot removed them. */
  | { readonly type: "left"; readonly member: UserId; readonly by: "themselves" | "desk" }
  /** Some clock may have run out. Harmless at any time, any number of times. */
  | { readonly type: "tick"; readonly signs: Signs; readonly limits: Limits }
  | { readonly type: "close"; readonly reason: "victim" | "emergency" }
  /** An officer who is in it ends it. */
  | { readonly type: "conclude"; readonly by: UserId }
  /** `from`: who is released when the next one is there; `null`: nobody. */
  | { readonly type: "handover"; readonly by: UserId; readonly from: UserId | null; readonly wanted: Wanted }
  | { readonly type: "cancelHandover" }
  /** An officer puts it back into the queue, at the place that it had. */
  | { readonly type: "requeue"; readonly by: UserId }
  /** The victim is back, in another page, with the phrase. */
  | { readonly type: "return" }
  | { readonly type: "startErasing" }
  | { readonly type: "erase" };

export type Event =
  | { readonly type: "opened" }
  | { readonly type: "readied"; readonly at: number }
  /** Changes the place in the queue, not the phase. */
  | { readonly type: "endangered"; readonly by: UserId | null }
  | {
      readonly type: "offered";
      readonly officer: UserId;
      readonly at: number;
      readonly deadline: number;
      readonly newRound: boolean;
    }
  | { readonly type: "invited"; readonly officer: UserId }
  | { readonly type: "declined"; readonly officer: UserId; readonly at: number }
  | { readonly type: "timedOut"; readonly officer: UserId; readonly at: number }
  | { readonly type: "pageAbsent"; readonly officer: UserId; readonly at: number }
  | { readonly type: "joined"; readonly officer: UserId }
  | { readonly type: "left"; readonly officer: UserId }
  | { readonly type: "takenBack"; readonly officer: UserId }
  | { readonly type: "handoverOrdered"; readonly handover: Handover }
  | {
      readonly type: "handoverOffered";
      readonly officer: UserId;
      readonly at: number;
      readonly deadline: number;
      readonly newRound: boolean;
    }
  | { readonly type: "handoverInvited"; readonly officer: UserId }
  /** The victim's page did not invite: the first officer may, with any Matrix client. */
  | { readonly type: "handoverLent"; readonly officer: UserId; readonly deadline: number }
  | {
      readonly type: "handoverRefused";
      readonly officer: UserId;
      readonly how: "declined" | "timed out" | "page absent";
      readonly at: number;
    }
  | {
      readonly type: "handoverFailed";
      readonly why: HandoverFailure;
      readonly offered: UserId | null;
      readonly at: number;
    }
  | { readonly type: "handedOver"; readonly from: UserId | null; readonly to: UserId; readonly at: number }
  | { readonly type: "relieved"; readonly officer: UserId }
  | { readonly type: "requeued"; readonly officer: UserId; readonly at: number }
  /** The officers are to be told how the victim's page is. */
  | { readonly type: "pageSeen"; readonly page: Presence }
  /** Somebody is in the room, or invited, whom the desk has not named. Changes nothing; they are removed. */
  | { readonly type: "strangerSeen"; readonly member: UserId }
  | { readonly type: "closed"; readonly reason: CloseReason; readonly at: number }
  | { readonly type: "returned"; readonly at: number }
  | { readonly type: "erasingStarted" }
  | { readonly type: "erased" };

export type RefusalCode =
  | "wrong-phase"
  | "not-ready"
  | "already-asked"
  /** Only for an officer who is in it. */
  | "not-in-it"
  | "already-in-it"
  | "handover-under-way"
  | "no-handover";

/** `events: []` means that the command asks for what is already so. */
export type Decision =
  { readonly ok: true; readonly events: readonly Event[] } | { readonly ok: false; readonly refusal: RefusalCode };

export const NOTHING: Decision = { ok: true, events: [] };
export const happens = (...events: readonly Event[]): Decision => ({ ok: true, events });
export const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal });
export const closes = (reason: CloseReason, at: number): Decision => happens({ type: "closed", reason, at });
export const stranger = (member: UserId): Decision => happens({ type: "strangerSeen", member });

/** Until when the page has time to invite whom it was told of at `at`: never longer than the offer stands. */
export function inviteBy({ at, deadline }: { readonly at: number; readonly deadline: number }, limits: Limits): number {
  return Math.min(deadline, at + limits.invite);
}

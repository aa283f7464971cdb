/**
 * The life of one conversation, as a pure function. The only place that says what may follow what.
 *
 *     opening ──▶ waiting ◀──────────────┐
 *        │           │  offer            │ declined, timed out, page absent
 *        │           ▼                   │
 *        │        offered ───────────────┤
 *        │           │  joined           │ taken back by the desk (a withdrawal that lost a race), put back into the queue
 *        │           ▼                   │
 *        │        active ────────────────┘  a second officer may be coming: `handover.ts`
 *        │           │
 *        └───────────┴── from any of them: closed(reason) ──▶ erased
 *                                            │ return, with the phrase, as long as the erasing has not begun
 *                                            └──▶ waiting
 *
 * Times are milliseconds since the epoch and come in as arguments.
 */
import type { CloseReason, UserId } from "@abri/contract";
import {
  type Handover,
  type HandoverFailure,
  isInVain,
  type LastHandover,
  offeredTo,
  ordered,
  type Wanted,
  withoutOffer,
} from "./handover.ts";
import { goneAt, lostAt, type Patience, type Presence, presenceOf, type Signs } from "./signs.ts";

interface Opening {
  readonly phase: "opening";
  readonly since: number;
}

interface Waiting {
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

interface Offered {
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

interface Active {
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

interface Closed {
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
  | { readonly type: "danger" }
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
  | { readonly type: "endangered" }
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
  /** `in time`: they said no. */
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

const NOTHING: Decision = { ok: true, events: [] };
const happens = (...events: readonly Event[]): Decision => ({ ok: true, events });
const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal });
const closes = (reason: CloseReason, at: number): Decision => happens({ type: "closed", reason, at });
const fails = (why: HandoverFailure, offered: UserId | null, at: number): Decision =>
  happens({ type: "handoverFailed", why, offered, at });
const stranger = (member: UserId): Decision => happens({ type: "strangerSeen", member });

export function decide(state: Conversation, command: Command, now: number): Decision {
  switch (state.phase) {
    case "opening":
      return decideOpening(command, now);
    case "waiting":
      return decideWaiting(state, command, now);
    case "offered":
      return decideOffered(state, command, now);
    case "active":
      return decideActive(state, command, now);
    case "closed":
      return decideClosed(state, command, now);
    case "erased":
      return command.type === "erase" ? NOTHING : refuse("wrong-phase");
  }
}

function decideOpening(command: Command, now: number): Decision {
  switch (command.type) {
    case "open":
      return happens({ type: "opened" });
    case "fail":
      return closes("failed", now);
    case "close":
      return closes(command.reason, now);
    case "tick":
      return gone(command, now) ? closes("failed", now) : NOTHING;
    case "invited":
    case "joined":
      return stranger(command.member);
    case "danger":
      return happens({ type: "endangered" });
    case "left":
      return NOTHING;
    case "ready":
    case "offer":
    case "return":
    case "startErasing":
    case "erase":
    case "conclude":
    case "handover":
    case "cancelHandover":
    case "requeue":
      return refuse("wrong-phase");
  }
}

function decideWaiting(state: Waiting, command: Command, now: number): Decision {
  switch (command.type) {
    case "ready":
      return state.readySince === null ? happens({ type: "readied", at: now }) : NOTHING;
    case "danger":
      return happens({ type: "endangered" });
    case "offer":
      if (state.readySince === null) return refuse("not-ready");
      if (!command.newRound && state.asked.includes(command.officer)) return refuse("already-asked");
      return happens({
        type: "offered",
        officer: command.officer,
        at: now,
        deadline: command.deadline,
        newRound: command.newRound,
      });
    case "joined":
      // They accepted just as their time ran out. Nobody else has been asked since, and the desk did name them: welcome.
      return state.asked.includes(command.member)
        ? happens({ type: "joined", officer: command.member })
        : stranger(command.member);
    case "invited":
      return stranger(command.member);
    case "tick":
      if (gone(command, now)) return closes("idle", now);
      if (state.readySince !== null && now >= state.readySince + command.limits.unanswered)
        return closes("unanswered", now);
      return NOTHING;
    case "close":
      return closes(command.reason, now);
    case "return":
      return happens({ type: "returned", at: now });
    case "open":
    case "left":
      return NOTHING;
    case "fail":
    case "startErasing":
    case "erase":
    case "conclude":
    case "handover":
    case "cancelHandover":
    case "requeue":
      return refuse("wrong-phase");
  }
}

function decideOffered(state: Offered, command: Command, now: number): Decision {
  switch (command.type) {
    case "invited":
      if (command.member !== state.officer) return stranger(command.member);
      return state.invited ? NOTHING : happens({ type: "invited", officer: state.officer });
    case "joined":
      // An earlier officer who accepts too late, when another has been asked, is removed: one officer is promised to the victim.
      return command.member === state.officer
        ? happens({ type: "joined", officer: state.officer })
        : stranger(command.member);
    case "left":
      return command.member === state.officer && command.by === "themselves"
        ? happens({ type: "declined", officer: state.officer, at: now })
        : NOTHING;
    case "tick":
      if (gone(command, now)) return closes("idle", now);
      if (now >= state.readySince + command.limits.unanswered) return closes("unanswered", now);
      if (!state.invited && now >= state.offeredAt + command.limits.invite)
        // The page knows of the offer and could not invite: the officer's homeserver does not answer, somebody else is asked.
        return command.signs.heardAt > state.offeredAt
          ? happens({ type: "timedOut", officer: state.officer, at: now })
          : happens({ type: "pageAbsent", officer: state.officer, at: now });
      if (now >= state.deadline) return happens({ type: "timedOut", officer: state.officer, at: now });
      return NOTHING;
    case "danger":
      return happens({ type: "endangered" });
    case "close":
      return closes(command.reason, now);
    case "return":
      return happens({ type: "returned", at: now });
    case "open":
    case "ready":
      return NOTHING;
    case "fail":
    case "offer":
    case "startErasing":
    case "erase":
    case "conclude":
    case "handover":
    case "cancelHandover":
    case "requeue":
      return refuse("wrong-phase");
  }
}

function decideActive(state: Active, command: Command, now: number): Decision {
  switch (command.type) {
    case "invited":
    case "joined":
      if (state.officers.includes(command.member)) return NOTHING;
      return decideComing(state.handover, command, now);
    case "left":
      return decideLeft(state, command, now);
    case "tick": {
      if (gone(command, now)) return closes("idle", now);
      const page = presenceOf(command.signs, command.limits, now);
      const seen: readonly Event[] = page === state.page ? [] : [{ type: "pageSeen", page }];
      const { relief } = state;
      const relieved: readonly Event[] =
        relief === undefined || now < relief.at + command.limits.relief
          ? []
          : [{ type: "relieved", officer: relief.officer }];
      return happens(...seen, ...lapsed(state, command, now), ...relieved);
    }
    case "danger":
      return happens({ type: "endangered" });
    case "close":
      return closes(command.reason, now);
    case "conclude":
      return state.officers.includes(command.by) ? closes("officer", now) : refuse("not-in-it");
    case "handover": {
      if (state.handover !== undefined || state.relief !== undefined) return refuse("handover-under-way");
      if (command.from !== null && !state.officers.includes(command.from)) return refuse("not-in-it");
      return happens({ type: "handoverOrdered", handover: ordered(command, now) });
    }
    case "cancelHandover":
      if (state.handover === undefined) return refuse("no-handover");
      return fails("cancelled", state.handover.offer?.officer ?? null, now);
    case "offer":
      return decideHandoverOffer(state, command, now);
    case "requeue":
      if (!state.officers.includes(command.by)) return refuse("not-in-it");
      return happens({ type: "requeued", officer: command.by, at: now });
    case "return":
      return happens({ type: "returned", at: now });
    case "open":
    case "ready":
      return NOTHING;
    case "fail":
    case "startErasing":
    case "erase":
      return refuse("wrong-phase");
  }
}

/** Somebody who is not yet in the conversation: named for it, or a stranger. */
function decideComing(
  handover: Handover | undefined,
  { type, member }: Extract<Command, { type: "invited" | "joined" }>,
  now: number,
): Decision {
  if (handover === undefined) return stranger(member);
  const { offer, from, asked } = handover;
  if (offer === null) {
    // They accepted just as their time ran out, and nobody else has been asked since: welcome.
    return type === "joined" && asked.includes(member)
      ? happens({ type: "handedOver", from, to: member, at: now })
      : stranger(member);
  }
  if (offer.officer !== member) return stranger(member);
  if (type === "joined") return happens({ type: "handedOver", from, to: member, at: now });
  return offer.invited ? NOTHING : happens({ type: "handoverInvited", officer: member });
}

function decideLeft(
  { officers, handover }: Active,
  { member, by }: Extract<Command, { type: "left" }>,
  now: number,
): Decision {
  if (officers.includes(member)) {
    if (by === "desk") return happens({ type: "takenBack", officer: member });
    // Somebody has been asked already: the conversation goes on with them.
    return officers.length > 1 || handover !== undefined
      ? happens({ type: "left", officer: member })
      : happens({ type: "left", officer: member }, { type: "closed", reason: "officer", at: now });
  }
  if (handover?.offer?.officer !== member || by === "desk") return NOTHING;
  return refused(handover, member, "declined", now);
}

function decideHandoverOffer(
  { officers, handover }: Active,
  { officer, deadline, newRound }: Extract<Command, { type: "offer" }>,
  now: number,
): Decision {
  if (handover?.offer !== null) return refuse("wrong-phase");
  if (officers.includes(officer)) return refuse("already-in-it");
  if (!newRound && handover.asked.includes(officer)) return refuse("already-asked");
  return happens({ type: "handoverOffered", officer, at: now, deadline, newRound });
}

/** What of a handover runs out: the time of an offer, or of all of it. */
function lapsed({ handover }: Active, { limits }: Extract<Command, { type: "tick" }>, now: number): readonly Event[] {
  if (handover === undefined) return [];
  const { offer } = handover;
  if (offer === null)
    return now < handover.since + limits.handover
      ? []
      : [{ type: "handoverFailed", why: "nobody", offered: null, at: now }];
  const isTimeToInvite = now < Math.min(offer.deadline, offer.at + limits.invite);
  if (!offer.invited && !offer.lent && !isTimeToInvite) {
    // Whether the page has not heard of it or could not do it: with somebody in the room who can invite there is another way.
    const deadline = now + (offer.deadline - offer.at);
    return [{ type: "handoverLent", officer: offer.officer, deadline }];
  }
  if (now < offer.deadline) return [];
  return refusedEvents(handover, offer.officer, offer.invited ? "timed out" : "page absent", now);
}

function refused(handover: Handover, officer: UserId, how: "declined" | "timed out", now: number): Decision {
  return happens(...refusedEvents(handover, officer, how, now));
}

function refusedEvents(
  handover: Handover,
  officer: UserId,
  how: "declined" | "timed out" | "page absent",
  at: number,
): readonly Event[] {
  return [
    { type: "handoverRefused", officer, how, at },
    ...(isInVain(handover) ? [{ type: "handoverFailed", why: how, offered: null, at } as const] : []),
  ];
}

function decideClosed(state: Closed, command: Command, now: number): Decision {
  switch (command.type) {
    case "return":
      // What could not be opened was never a conversation.
      return state.erasing || state.reason === "failed"
        ? refuse("wrong-phase")
        : happens({ type: "returned", at: now });
    case "startErasing":
      return state.erasing ? NOTHING : happens({ type: "erasingStarted" });
    case "erase":
      return happens({ type: "erased" });
    case "invited":
    case "joined":
      return stranger(command.member);
    case "left":
    case "tick":
    case "close":
    case "fail":
      return NOTHING;
    case "open":
    case "ready":
    case "danger":
    case "offer":
    case "conclude":
    case "handover":
    case "cancelHandover":
    case "requeue":
      return refuse("wrong-phase");
  }
}

function gone(tick: Extract<Command, { type: "tick" }>, now: number): boolean {
  return now >= goneAt(tick.signs, tick.limits);
}

/** Applies what has happened. Events come from `decide` on this very state; any other is a bug and throws. */
export function evolve(state: Conversation, event: Event): Conversation {
  switch (event.type) {
    case "opened":
      return { phase: "waiting", readySince: null, asked: [], lastAskedAt: null, absentSince: null };
    case "readied":
      return { ...expect(state, "waiting"), readySince: event.at };
    case "offered": {
      const waiting = expect(state, "waiting");
      return {
        phase: "offered",
        readySince: waiting.readySince ?? event.at,
        asked: event.newRound ? [] : waiting.asked,
        ...answeredBefore(waiting),
        officer: event.officer,
        offeredAt: event.at,
        deadline: event.deadline,
        invited: false,
      };
    }
    case "invited":
      return { ...expect(state, "offered"), invited: true };
    case "declined":
    case "timedOut": {
      const offered = expect(state, "offered");
      const asked = [...offered.asked, event.officer];
      return { ...backToWaiting(offered.readySince, asked, event.at, null), ...answeredBefore(offered) };
    }
    case "pageAbsent": {
      const offered = expect(state, "offered");
      return {
        ...backToWaiting(offered.readySince, offered.asked, event.at, event.at),
        ...answeredBefore(offered),
      };
    }
    case "joined": {
      if (state.phase !== "waiting" && state.phase !== "offered") throw impossible(state, event);
      return { phase: "active", readySince: state.readySince ?? 0, officers: [event.officer], page: "here" };
    }
    case "left":
    case "takenBack": {
      const active = expect(state, "active");
      const [first, ...rest] = active.officers.filter((officer) => officer !== event.officer);
      if (first !== undefined) return remaining(active, [first, ...rest]);
      return withoutOfficers(active, []);
    }
    case "requeued": {
      const active = expect(state, "active");
      const [first, ...rest] = active.officers.filter((officer) => officer !== event.officer);
      if (first !== undefined) return remaining(active, [first, ...rest]);
      return withoutOfficers(active, [event.officer], event.at);
    }
    case "handoverOrdered":
      return { ...expect(state, "active"), handover: event.handover };
    case "handoverOffered":
      return changeHandover(state, (handover) =>
        offeredTo(handover, event.officer, event.at, event.deadline, event.newRound),
      );
    case "handoverInvited":
      return changeHandover(state, (handover) => ({
        ...handover,
        offer: handover.offer && { ...handover.offer, invited: true },
      }));
    case "handoverLent":
      return changeHandover(state, (handover) => ({
        ...handover,
        offer: handover.offer && { ...handover.offer, lent: true, deadline: event.deadline },
      }));
    case "handoverRefused":
      return changeHandover(state, (handover) => withoutOffer(handover, event.officer, event.at));
    case "handoverFailed":
      return withoutHandover(expect(state, "active"), { outcome: event.why, at: event.at });
    case "handedOver": {
      const active = withoutHandover(expect(state, "active"), { outcome: "done", at: event.at });
      const stays = active.officers.filter((officer) => officer !== event.to);
      const goes = event.from !== null && stays.includes(event.from) ? event.from : null;
      return {
        ...active,
        officers: [event.to, ...stays],
        ...(goes === null ? {} : { relief: { officer: goes, at: event.at } }),
      };
    }
    case "relieved": {
      const { relief, ...active } = expect(state, "active");
      const [first, ...rest] = active.officers.filter((officer) => officer !== event.officer);
      if (first === undefined) throw impossible(state, event);
      return { ...active, officers: [first, ...rest] };
    }
    case "pageSeen":
      return { ...expect(state, "active"), page: event.page };
    case "strangerSeen":
    case "endangered":
      return state;
    case "closed":
      if (state.phase === "closed" || state.phase === "erased") throw impossible(state, event);
      return {
        phase: "closed",
        reason: event.reason,
        at: event.at,
        ...(state.phase === "active" ? { before: state.officers } : answeredBefore(state)),
      };
    case "returned":
      // Whoever is in the room stays in it: only the victim's device is another one.
      if (state.phase !== "closed") return state;
      return {
        ...backToWaiting(null, [], null, null),
        // An officer who was answering is asked at once; else, as at the beginning, when there is something to read.
        readySince: state.before === undefined ? null : event.at,
        ...answeredBefore(state),
      };
    case "erasingStarted":
      return { ...expect(state, "closed"), erasing: true };
    case "erased":
      expect(state, "closed");
      return { phase: "erased" };
  }
}

function changeHandover(state: Conversation, change: (handover: Handover) => Handover): Active {
  const active = expect(state, "active");
  if (active.handover === undefined) throw new Error("there is no handover");
  return { ...active, handover: change(active.handover) };
}

/** Whoever was to go stays when nobody else is left. */
function remaining({ relief, ...active }: Active, officers: Active["officers"]): Active {
  const goes = relief !== undefined && officers.length > 1 && officers.includes(relief.officer);
  return { ...active, officers, ...(goes ? { relief } : {}) };
}

function withoutHandover({ handover, ...active }: Active, handedOver: LastHandover): Active {
  return { ...active, handedOver };
}

/** The last officer is gone: whoever was asked in a handover is asked still. */
function withoutOfficers(
  { readySince, handover }: Active,
  asked: readonly UserId[],
  at: number | null = null,
): Waiting | Offered {
  const offer = handover?.offer ?? null;
  if (offer === null) return backToWaiting(readySince, asked, at, null);
  const { officer, at: offeredAt, deadline, invited } = offer;
  return { phase: "offered", readySince, asked, officer, offeredAt, deadline, invited };
}

function answeredBefore(state: Conversation): { readonly before?: readonly UserId[] } {
  return "before" in state ? { before: state.before } : {};
}

function backToWaiting(
  readySince: number | null,
  asked: readonly UserId[],
  lastAskedAt: number | null,
  absentSince: number | null,
): Waiting {
  return { phase: "waiting", readySince, asked, lastAskedAt, absentSince };
}

function expect<P extends Conversation["phase"]>(state: Conversation, phase: P): Extract<Conversation, { phase: P }> {
  if (state.phase !== phase) throw new Error(`expected ${phase}, found ${state.phase}`);
  return state as Extract<Conversation, { phase: P }>;
}

function impossible(state: Conversation, event: Event): Error {
  return new Error(`${event.type} cannot happen in ${state.phase}`);
}

/** Whom the desk has named for this conversation: everybody else is removed. */
export function namedOfficers(state: Conversation): readonly UserId[] {
  switch (state.phase) {
    case "offered":
      return [state.officer];
    case "active": {
      const coming = state.handover?.offer?.officer;
      return coming === undefined ? state.officers : [...state.officers, coming];
    }
    case "opening":
    case "waiting":
    case "closed":
    case "erased":
      return [];
  }
}

/** When a `tick` may next have something to do; `null`: never. */
export function nextDeadline(state: Conversation, signs: Signs, limits: Limits): number | null {
  const over = goneAt(signs, limits);
  switch (state.phase) {
    case "opening":
      return over;
    case "active":
      return Math.min(
        over,
        state.page === "here" ? lostAt(signs, limits) : over,
        handoverDeadline(state, limits),
        state.relief === undefined ? Number.POSITIVE_INFINITY : state.relief.at + limits.relief,
      );
    case "waiting":
      return state.readySince === null ? over : Math.min(over, state.readySince + limits.unanswered);
    case "offered":
      return Math.min(
        over,
        state.readySince + limits.unanswered,
        state.invited ? state.deadline : Math.min(state.deadline, state.offeredAt + limits.invite),
      );
    case "closed":
    case "erased":
      return null;
  }
}

function handoverDeadline({ handover }: Active, limits: Limits): number {
  if (handover === undefined) return Number.POSITIVE_INFINITY;
  const { offer, since } = handover;
  if (offer === null) return since + limits.handover;
  const mayBeLent = !offer.invited && !offer.lent;
  return mayBeLent ? Math.min(offer.deadline, offer.at + limits.invite) : offer.deadline;
}

/** Whom the victim's page may and should invite now; `null`: nobody. */
export function invitable(state: Conversation): UserId | null {
  switch (state.phase) {
    case "offered":
      return state.officer;
    case "active":
      return state.handover?.offer?.officer ?? null;
    case "opening":
    case "waiting":
    case "closed":
    case "erased":
      return null;
  }
}

/** Somebody whose time ran out, and in whose stead nobody has been asked: they may still accept. */
export function mayStillCome(state: Conversation, member: UserId): boolean {
  if (state.phase === "waiting") return state.asked.includes(member);
  return state.phase === "active" && state.handover?.offer === null && state.handover.asked.includes(member);
}

/** Officers who may invite the next one, because the victim's page is not there to do it. */
export function invitingOfficers(state: Conversation): readonly UserId[] {
  return state.phase === "active" && state.handover?.offer?.lent === true ? state.officers : [];
}

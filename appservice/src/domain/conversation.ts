/**
 * The life of one conversation, as a pure function. The only place that says what may follow what.
 *
 *     opening ──▶ waiting ◀──────────────┐
 *        │           │  offer            │ declined, timed out, page absent
 *        │           ▼                   │
 *        │        offered ───────────────┤
 *        │           │  joined           │ taken back by the desk (a withdrawal that lost a race)
 *        │           ▼                   │
 *        │        active ────────────────┘
 *        │           │
 *        └───────────┴── from any of them: closed(reason) ──▶ erased
 *                                            │ return, with the phrase, as long as the erasing has not begun
 *                                            └──▶ waiting
 *
 * Times are milliseconds since the epoch and come in as arguments.
 */
import type { CloseReason, UserId } from "@abri/contract";
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
  /** The officers are to be told how the victim's page is. */
  | { readonly type: "pageSeen"; readonly page: Presence }
  /** Somebody is in the room, or invited, whom the desk has not named. Changes nothing; they are removed. */
  | { readonly type: "strangerSeen"; readonly member: UserId }
  | { readonly type: "closed"; readonly reason: CloseReason; readonly at: number }
  | { readonly type: "returned"; readonly at: number }
  | { readonly type: "erasingStarted" }
  | { readonly type: "erased" };

export type RefusalCode = "wrong-phase" | "not-ready" | "already-asked";

/** `events: []` means that the command asks for what is already so. */
export type Decision =
  { readonly ok: true; readonly events: readonly Event[] } | { readonly ok: false; readonly refusal: RefusalCode };

const NOTHING: Decision = { ok: true, events: [] };
const happens = (...events: readonly Event[]): Decision => ({ ok: true, events });
const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal });
const closes = (reason: CloseReason, at: number): Decision => happens({ type: "closed", reason, at });
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
      return refuse("wrong-phase");
  }
}

function decideActive(state: Active, command: Command, now: number): Decision {
  switch (command.type) {
    case "invited":
    case "joined":
      return state.officers.includes(command.member) ? NOTHING : stranger(command.member);
    case "left":
      if (!state.officers.includes(command.member)) return NOTHING;
      if (command.by === "desk") return happens({ type: "takenBack", officer: command.member });
      return state.officers.length > 1
        ? happens({ type: "left", officer: command.member })
        : happens({ type: "left", officer: command.member }, { type: "closed", reason: "officer", at: now });
    case "tick": {
      if (gone(command, now)) return closes("idle", now);
      const page = presenceOf(command.signs, command.limits, now);
      return page === state.page ? NOTHING : happens({ type: "pageSeen", page });
    }
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
      return refuse("wrong-phase");
  }
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
      const { readySince, officers, page } = expect(state, "active");
      const [first, ...rest] = officers.filter((officer) => officer !== event.officer);
      if (first !== undefined) return { phase: "active", readySince, officers: [first, ...rest], page };
      return backToWaiting(readySince, [], null, null);
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
    case "active":
      return state.officers;
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
      return state.page === "here" ? Math.min(over, lostAt(signs, limits)) : over;
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

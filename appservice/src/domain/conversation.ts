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
import type { UserId } from "@abri/contract";
import { decideComing, decideHandoverOffer, decideLeft, handoverDeadline, lapsed } from "./handingOver.ts";
import { type Handover, type LastHandover, offeredTo, ordered, withoutOffer } from "./handover.ts";
import {
  type Active,
  type Closed,
  closes,
  type Command,
  type Conversation,
  type Decision,
  type Event,
  happens,
  inviteBy,
  type Limits,
  NOTHING,
  type Offered,
  refuse,
  stranger,
  type Waiting,
} from "./lifecycle.ts";
import { goneAt, lostAt, presenceOf, type Signs } from "./signs.ts";

export type { Command, Conversation, Event, Limits, RefusalCode } from "./lifecycle.ts";

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
      return happens({ type: "endangered", by: command.by });
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
      return happens({ type: "endangered", by: command.by });
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
      if (!state.invited && now >= inviteBy({ at: state.offeredAt, deadline: state.deadline }, command.limits))
        // The page knows of the offer and could not invite: the officer's homeserver does not answer, somebody else is asked.
        return command.signs.heardAt > state.offeredAt
          ? happens({ type: "timedOut", officer: state.officer, at: now })
          : happens({ type: "pageAbsent", officer: state.officer, at: now });
      if (now >= state.deadline) return happens({ type: "timedOut", officer: state.officer, at: now });
      return NOTHING;
    case "danger":
      return happens({ type: "endangered", by: command.by });
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
      return happens({ type: "endangered", by: command.by });
    case "close":
      return closes(command.reason, now);
    case "conclude":
      return state.officers.includes(command.by) ? closes("officer", now) : refuse("not-in-it");
    case "handover": {
      if (state.handover !== undefined || state.relief !== undefined) return refuse("handover-under-way");
      if (command.from !== null && !state.officers.includes(command.from)) return refuse("not-in-it");
      if (command.wanted.kind === "officer" && state.officers.includes(command.wanted.userId))
        return refuse("already-in-it");
      return happens({ type: "handoverOrdered", handover: ordered(command, now) });
    }
    case "cancelHandover":
      if (state.handover === undefined) return refuse("no-handover");
      return happens({
        type: "handoverFailed",
        why: "cancelled",
        offered: state.handover.offer?.officer ?? null,
        at: now,
      });
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
    case "takenBack":
    case "relieved":
      return without(expect(state, "active"), event.officer, [], null);
    case "requeued":
      return without(expect(state, "active"), event.officer, [event.officer], event.at);
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

function withoutHandover({ handover, ...active }: Active, handedOver: LastHandover): Active {
  return { ...active, handedOver };
}

/**
 * One officer less. Whoever was to be relieved stays when nobody else is left; when nobody is left at all, whoever was asked in a handover is
 * asked still.
 * @param asked whom not to ask again at once, if it goes back to the queue
 */
function without(
  { relief, ...active }: Active,
  officer: UserId,
  asked: readonly UserId[],
  askedAt: number | null,
): Active | Offered | Waiting {
  const [first, ...rest] = active.officers.filter((one) => one !== officer);
  if (first !== undefined) {
    const goes = relief !== undefined && rest.length > 0 && relief.officer !== officer;
    return { ...active, officers: [first, ...rest], ...(goes ? { relief } : {}) };
  }
  const { readySince, handover } = active;
  const offer = handover?.offer ?? null;
  if (offer === null) return backToWaiting(readySince, asked, askedAt, null);
  const { officer: coming, at: offeredAt, deadline, invited } = offer;
  return { phase: "offered", readySince, asked, officer: coming, offeredAt, deadline, invited };
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
  const here = state.phase === "active" ? state.officers : [];
  const asked = askedOfficer(state);
  return asked === null ? here : [...here, asked];
}

/** Who is asked to come and has not come yet. */
export function askedOfficer(state: Conversation): UserId | null {
  if (state.phase === "offered") return state.officer;
  return state.phase === "active" ? (state.handover?.offer?.officer ?? null) : null;
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
        state.invited ? state.deadline : inviteBy({ at: state.offeredAt, deadline: state.deadline }, limits),
      );
    case "closed":
    case "erased":
      return null;
  }
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

/** When whoever is invitable now was named; `null`: nobody is. */
export function lastOfferAt(state: Conversation): number | null {
  if (state.phase === "offered") return state.offeredAt;
  return state.phase === "active" ? (state.handover?.offer?.at ?? null) : null;
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

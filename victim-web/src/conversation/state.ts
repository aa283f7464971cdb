/**
 * What the page knows of its one conversation, and how each thing that happens changes it: a pure function, no I/O.
 *
 *     starting ─▶ waiting ⇄ asked ─▶ connected
 *         └──────────┴─────────┴─────────┴──▶ ended(reason)      both are for good
 *                                         └─▶ refused(why)
 */
import type { CloseReason, OfficerView, StatedSituation, Urgency, VictimStatus } from "@abri/contract";
import type { Attachment, EncryptedFile } from "./attachment.ts";
import { type Log, type LogEntry, nextPlace } from "./log.ts";
import * as outbox from "./outbox.ts";
import type { Member, Recalled, Sent } from "./ports.ts";

/** `gone`: the desk no longer knows this conversation and cannot say why. `moved`: it goes on in another page. */
type EndReason = CloseReason | "gone" | "moved";

/** Why the page will not go on. It never falls back to clear text. */
export type Refusal =
  /** The encryption could not start in this browser. */
  | "encryption"
  /** The server changed, or never had, what protects the room. */
  | "tampered"
  /** The service takes no conversation now. */
  | "unavailable";

export type Phase =
  | { readonly kind: "starting" }
  /**
   * `position` is `null` until the desk has been told of a first message; `minutes` when nothing honest can be said of how long it will be.
   */
  | { readonly kind: "waiting"; readonly position: number | null; readonly minutes: number | null }
  /** `offer` tells one offer from a later one to the same officer. */
  | { readonly kind: "asked"; readonly officer: OfficerView; readonly offer: number }
  /** `coming`: another officer, whom the page invites; `offer` tells one offer from a later one. */
  | {
      readonly kind: "connected";
      readonly officers: readonly OfficerView[];
      readonly coming: { readonly officer: OfficerView; readonly offer: number } | null;
    }
  | { readonly kind: "ended"; readonly reason: EndReason }
  | { readonly kind: "refused"; readonly why: Refusal };

/** `checking`: the page has just woken up, or asks again; nothing is known yet. */
export type Link = "up" | "lost" | "checking";

export interface ConversationState {
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly phase: Phase;
  readonly link: Link;
  readonly log: Log;
  /** Every officer whom the desk has named to this page. */
  readonly known: readonly OfficerView[];
  /** How many messages were not shown because their sender was not attested. */
  readonly hidden: number;
  /** Who is in the room besides the victim, by Matrix; `null` until it is known. */
  readonly members: readonly Member[] | null;
  /** The Matrix events that an officer's client says were read. */
  readonly read: ReadonlySet<string>;
  /** The officers who are writing now. */
  readonly typing: readonly OfficerView[];
  /** Nobody has said anything for a long while. */
  readonly quiet: boolean;
  /** The connection has been lost for so long that the desk will soon take the conversation as left. */
  readonly fading: boolean;
  /** How much of the picture that is on its way has left, from 0 to 1. */
  readonly upload: { readonly key: string; readonly part: number } | null;
  /** Ended here, and the desk could not be told yet. */
  readonly untold: boolean;
  /** It is over and an officer was there to its end: the victim may say how it was. */
  readonly feedbackDue: boolean;
  /** The victim came back to it with their phrase. */
  readonly cameBack: boolean;
  /** What was said before that is on its way to the page. */
  readonly recalling: boolean;
  /** The victim can come back to it. */
  readonly kept: boolean;
}

export type Happening =
  | { readonly type: "status"; readonly version: number; readonly status: VictimStatus }
  /** The victim has ended it. */
  | { readonly type: "ended" }
  | { readonly type: "untold"; readonly untold: boolean }
  /** In danger now. */
  | { readonly type: "endangered" }
  | { readonly type: "gone" }
  | { readonly type: "moved" }
  | { readonly type: "came back" }
  | { readonly type: "kept" }
  /** Officers whom the desk named before the victim came back. */
  | { readonly type: "named"; readonly officers: readonly OfficerView[] }
  | { readonly type: "all recalled" }
  | { readonly type: "recalled"; readonly recalled: Exclude<Recalled, { kind: "intake" }> }
  | { readonly type: "refused"; readonly why: Refusal }
  | { readonly type: "link"; readonly link: Link }
  | {
      readonly type: "written";
      readonly key: string;
      readonly text: string;
      readonly attachment?: Attachment;
      readonly urgent?: boolean;
    }
  | { readonly type: "uploading"; readonly key: string; readonly part: number }
  | { readonly type: "sending"; readonly key: string }
  | { readonly type: "settled"; readonly key: string; readonly sent: Sent }
  | { readonly type: "retried"; readonly key: string }
  | { readonly type: "edit"; readonly key: string; readonly changeKey: string; readonly text: string }
  | { readonly type: "withdraw"; readonly key: string; readonly changeKey: string }
  | { readonly type: "changing"; readonly key: string }
  | { readonly type: "edit settled"; readonly key: string; readonly changeKey: string; readonly sent: Sent }
  | { readonly type: "withdrawal settled"; readonly key: string; readonly outcome: "done" | "later" | "refused" }
  | {
      readonly type: "received";
      readonly key: string;
      readonly sender: string;
      readonly text: string | null;
      readonly picture?: EncryptedFile | undefined;
      /** Said before the victim came back. */
      readonly earlier?: boolean;
    }
  | { readonly type: "edited"; readonly key: string; readonly sender: string; readonly text: string }
  /** An event was redacted, by whomever Matrix allows to. */
  | { readonly type: "withdrawn"; readonly key: string }
  | { readonly type: "hidden"; readonly count: number }
  | { readonly type: "members"; readonly members: readonly Member[] }
  | { readonly type: "read"; readonly eventIds: ReadonlySet<string> }
  | { readonly type: "typing"; readonly userIds: readonly string[] }
  | { readonly type: "quiet"; readonly quiet: boolean }
  | { readonly type: "fading"; readonly fading: boolean };

const NONE: ReadonlySet<string> = new Set();

/** Ends after which the page asks how it was. After the emergency exit there is no page. */
const ASKED_AFTER = ["victim", "officer", "idle"] as const;

export function initialState(situation: StatedSituation, urgency: Urgency = "normal"): ConversationState {
  const nothing = { log: [], known: [], hidden: 0, members: null, read: NONE, typing: [], quiet: false };
  const still = { fading: false, upload: null, untold: false, feedbackDue: false };
  const returned = { cameBack: false, recalling: false, kept: false };
  return { situation, urgency, phase: { kind: "starting" }, link: "up", ...nothing, ...still, ...returned };
}

export function isOver(phase: Phase): boolean {
  return phase.kind === "ended" || phase.kind === "refused";
}

export function evolve(state: ConversationState, happening: Happening): ConversationState {
  if (happening.type === "untold") {
    return state.untold === happening.untold ? state : { ...state, untold: happening.untold };
  }
  if (isOver(state.phase)) return state;
  switch (happening.type) {
    case "status":
      return withStatus(state, happening.version, happening.status);
    case "ended":
      return over(state, { kind: "ended", reason: "victim" });
    case "endangered":
      return { ...state, urgency: "danger" };
    case "gone":
      return over(state, { kind: "ended", reason: "gone" });
    case "moved":
      // Whoever looks at this page now may be somebody else.
      return { ...over(state, { kind: "ended", reason: "moved" }), log: [], hidden: 0 };
    case "came back":
      return { ...state, cameBack: true, recalling: true, kept: true };
    case "all recalled":
      return { ...state, recalling: false };
    case "kept":
      return { ...state, kept: true };
    case "named":
      return learn(state, happening.officers);
    case "recalled":
      return withLog(state, recall(state.log, happening.recalled));
    case "refused":
      return over(state, { kind: "refused", why: happening.why });
    case "link":
      return state.link === happening.link ? state : { ...state, link: happening.link };
    case "written":
      return withLog({ ...state, quiet: false }, outbox.write(state.log, happening));
    case "sending":
      return withLog(state, outbox.mark(state.log, happening.key, "sending"));
    case "uploading":
      return { ...state, upload: { key: happening.key, part: happening.part } };
    case "settled":
      return withLog(
        { ...state, upload: null },
        outbox.settle(state.log, happening.key, happening.sent, state.link === "up"),
      );
    case "retried":
      return withLog(state, retried(state.log, happening.key));
    case "edit":
      return withLog(state, outbox.edit(state.log, happening.key, happening.changeKey, happening.text));
    case "withdraw":
      return withLog(state, outbox.withdraw(state.log, happening.key, happening.changeKey));
    case "changing":
      return withLog(state, outbox.markChange(state.log, happening.key, "sending"));
    case "edit settled":
      return withLog(
        state,
        outbox.settleEdit(state.log, happening.key, happening.changeKey, happening.sent, state.link === "up"),
      );
    case "withdrawal settled":
      return withLog(state, outbox.settleWithdrawal(state.log, happening.key, happening.outcome));
    case "received":
      return received(state, happening);
    case "edited":
      return edited(state, happening.key, happening.sender, happening.text);
    case "withdrawn":
      return withdrawn(state, happening.key);
    case "hidden":
      return { ...state, hidden: happening.count };
    case "members":
      return { ...state, members: happening.members };
    case "read":
      return withLog({ ...state, read: happening.eventIds }, state.log);
    case "typing":
      return { ...state, typing: state.known.filter(({ userId }) => happening.userIds.includes(userId)) };
    case "quiet":
      return state.quiet === happening.quiet ? state : { ...state, quiet: happening.quiet };
    case "fading":
      return state.fading === happening.fading ? state : { ...state, fading: happening.fading };
  }
}

function withLog(state: ConversationState, log: Log): ConversationState {
  return { ...state, log: outbox.markRead(log, state.read) };
}

function retried(log: Log, key: string): Log {
  const entry = log.find((one) => one.key === key);
  if (entry?.kind !== "mine") return log;
  if (entry.delivery === "failed") return outbox.mark(log, key, "waiting");
  return entry.change?.state === "failed" ? outbox.markChange(log, key, "waiting") : log;
}

function withStatus(state: ConversationState, version: number, status: VictimStatus): ConversationState {
  switch (status.phase) {
    case "opening":
      return state;
    case "waiting":
      return {
        ...withNotices(state, version, [], null),
        phase: { kind: "waiting", position: status.ready ? status.position : null, minutes: status.minutes },
      };
    case "offered": {
      const { phase } = state;
      const same = phase.kind === "asked" && phase.officer.userId === status.officer.userId;
      const offer = same ? phase.offer : version;
      return {
        ...learn(state, [status.officer]),
        phase: { kind: "asked", officer: status.officer, offer },
      };
    }
    case "active":
      return {
        ...learn(withNotices(state, version, status.officers, status.coming?.officer ?? null), [
          ...status.officers,
          ...(status.coming === null ? [] : [status.coming.officer]),
        ]),
        phase: { kind: "connected", officers: status.officers, coming: status.coming },
      };
    case "closed":
      return over(state, { kind: "ended", reason: status.reason });
  }
}

/** Says in the log who came and who went since the last status, and that somebody is to come: once, whoever is asked after whom. */
function withNotices(
  state: ConversationState,
  version: number,
  now: readonly OfficerView[],
  coming: OfficerView | null,
): ConversationState {
  // Whoever was there before the victim came back has not come now.
  if (state.cameBack && state.phase.kind === "starting") return state;
  const before = state.phase.kind === "connected" ? state.phase.officers : [];
  const at = nextPlace(state.log);
  const notice = (what: "coming" | "came" | "left", officer: OfficerView): LogEntry => ({
    kind: "notice",
    key: `${version} ${what} ${officer.userId}`,
    what,
    officer,
    others: now.filter(({ userId }) => userId !== officer.userId),
    at,
  });
  const came = now.filter((one) => !names(before, one.userId)).map((one) => notice("came", one));
  const left = before.filter((one) => !names(now, one.userId)).map((one) => notice("left", one));
  const last = state.log.filter((entry) => entry.kind === "notice").at(-1);
  const announced = coming === null || last?.what === "coming" ? [] : [notice("coming", coming)];
  const notices = [...came, ...left, ...announced];
  return notices.length === 0 ? state : { ...state, log: [...state.log, ...notices] };
}

function names(officers: readonly OfficerView[], userId: string): boolean {
  return officers.some((one) => one.userId === userId);
}

function over(state: ConversationState, phase: Phase): ConversationState {
  const feedbackDue =
    state.phase.kind === "connected" && phase.kind === "ended" && ASKED_AFTER.some((reason) => reason === phase.reason);
  const log = outbox.giveUp(state.log);
  return { ...state, phase, log, feedbackDue, typing: [], quiet: false, fading: false, upload: null };
}

function received(
  state: ConversationState,
  { key, sender, text, picture, earlier }: Extract<Happening, { type: "received" }>,
): ConversationState {
  if (state.log.some((entry) => entry.key === key)) return state;
  const officer = state.known.find((one) => one.userId === sender) ?? null;
  const entry: LogEntry = {
    kind: "theirs",
    key,
    text,
    sender,
    picture: picture ?? null,
    edited: false,
    withdrawn: false,
    officer,
    at: nextPlace(state.log),
  };
  // Whoever has just sent is no longer writing, whatever the server still says.
  const typing = state.typing.filter(({ userId }) => userId !== sender);
  const log = earlier ? beforeUnsent(state.log, entry) : [...state.log, entry];
  return { ...state, log, typing, quiet: false };
}

/** Only its author changes a message. */
function edited(state: ConversationState, key: string, sender: string, text: string): ConversationState {
  const log = state.log.map((entry) =>
    entry.kind === "theirs" && entry.key === key && entry.sender === sender && !entry.withdrawn
      ? { ...entry, text, edited: true }
      : entry,
  );
  return { ...state, log };
}

function withdrawn(state: ConversationState, key: string): ConversationState {
  const log = state.log.map((entry) => {
    if (entry.kind === "theirs" && entry.key === key) return { ...entry, text: null, picture: null, withdrawn: true };
    if (entry.kind === "mine" && entry.events[0] === key) return { ...entry, text: null };
    return entry;
  });
  return { ...state, log };
}

/** What an officer has said may be here before the desk has named them. */
function learn<S extends Pick<ConversationState, "known" | "log">>(state: S, named: readonly OfficerView[]): S {
  const news = named.filter((one) => !names(state.known, one.userId));
  if (news.length === 0) return state;
  const log = state.log.map((entry) => {
    const author = entry.kind === "theirs" && entry.officer === null && news.find((one) => one.userId === entry.sender);
    return author ? { ...entry, officer: author } : entry;
  });
  return { ...state, known: [...state.known, ...news], log };
}

/** One's own, from before: as it would be had the page never been closed. */
function recall(log: Log, recalled: Exclude<Recalled, { kind: "intake" }>): Log {
  const { eventId, text } = recalled;
  const at = nextPlace(log);
  if (recalled.kind === "message") {
    if (log.some((entry) => entry.key === eventId)) return log;
    const { attachment } = recalled;
    const [written] = outbox.write([], { key: eventId, text, ...(attachment && { attachment }) });
    if (written?.kind !== "mine") return log;
    return beforeUnsent(log, { ...written, delivery: "sent", mayHaveLeft: true, events: [eventId], at });
  }
  return log.map((entry) =>
    entry.kind === "mine" && entry.events[0] === recalled.of && entry.text !== null
      ? { ...entry, text, edited: true, events: [...entry.events, eventId], at }
      : entry,
  );
}

/** The victim may be writing already while what was said before is still coming. */
function beforeUnsent(log: Log, entry: LogEntry): Log {
  const found = log.findIndex((one) => one.kind === "mine" && one.events.length === 0);
  const at = found < 0 ? log.length : found;
  return [...log.slice(0, at), entry, ...log.slice(at)];
}

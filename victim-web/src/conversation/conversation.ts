/**
 * The one conversation of this page: starts it, opens its room, and follows its status. It owns the state: the views read it, and all
 * that happens goes through `evolve`. Sending is the courier's.
 */
import type {
  AllowReturnRequest,
  FeedbackRequest,
  IdempotencyKey,
  IntakeContent,
  SessionToken,
  StartResponse,
} from "@abri/contract";
import type { Attachment, Fetched } from "./attachment.ts";
import { backoffMs } from "./backoff.ts";
import { Courier } from "./courier.ts";
import { LinkWatch } from "./linkWatch.ts";
import type { Answer, Desk, HowLeft, Kept, RoomListener, SecureRoom, StorageKey, Surroundings } from "./ports.ts";
import { type ConversationState, evolve, type Happening, initialState, isOver, type Refusal } from "./state.ts";
import { SilenceWatch } from "./silenceWatch.ts";
import { splitText } from "./textLimits.ts";
import type { Said } from "./transcript.ts";
import { TypingSignal } from "./typingSignal.ts";
import { untilAnswered } from "./untilAnswered.ts";

export interface ConversationParts {
  readonly desk: Desk;
  /** Rejects when this browser cannot encrypt. */
  readonly loadRoom: () => Promise<SecureRoom>;
  readonly surroundings: Surroundings;
  /** What the victim has told so far; the desk routes by some of it, the officer reads all of it. */
  readonly intake: IntakeContent;
  /** « Je suis en danger maintenant », as a message that an officer reads in any client. */
  readonly dangerWords: string;
  /** What officers have said, in words for one who takes over. */
  readonly transcript: (said: readonly Said[]) => string;
  /** How long the desk waits for a sign of life of this page before it takes the conversation as left, in milliseconds. */
  readonly idleMs: number;
  /** Of somebody who has come back with their phrase: the conversation has begun long ago. */
  readonly cameBack?: { readonly session: StartResponse; readonly key: StorageKey };
}

const ROOM_LOOK_MS = 300;
const CLOSED_AS_IDLE = { phase: "closed", reason: "idle" } as const;

export class Conversation {
  private readonly parts: ConversationParts;
  private state: ConversationState;
  private readonly listeners = new Set<() => void>();
  private readonly wipes = new Set<() => void>();
  private readonly stopped = new AbortController();
  /** Outlives `stopped`: the desk is still to be told that it is over. */
  private readonly forgotten = new AbortController();
  /** One key for all the tries: however many reach the desk, they start one conversation. */
  private key: IdempotencyKey | null = null;
  private token: SessionToken | null = null;
  /** Of a conversation that the victim has ended: good for their feedback, and for nothing else. */
  private spentToken: SessionToken | null = null;
  /** Until the desk knows of the victim's end. */
  private ending: Promise<void> | null = null;
  private room: SecureRoom | null = null;
  private courier: Courier | null = null;
  private readonly link: LinkWatch;
  private readonly silence: SilenceWatch;
  private readonly typing: TypingSignal;
  /** The last message that the victim has seen. */
  private seenKey: string | null = null;
  private saidDanger = false;
  private intakeIsThere = false;
  /** The requests to the desk that are under way, or wait to be tried again. */
  private readonly asking = new Set<AbortController>();

  constructor(parts: ConversationParts) {
    const { surroundings, idleMs } = parts;
    const happen = (happening: Happening): void => this.happen(happening);
    const { signal } = this.stopped;
    this.parts = parts;
    this.state = initialState(parts.intake.situation, parts.intake.urgency);
    if (parts.cameBack) this.state = evolve(this.state, { type: "came back" });
    // It was said then.
    this.saidDanger = parts.cameBack !== undefined && this.state.urgency === "danger";
    this.link = new LinkWatch({ surroundings, idleMs, happen, signal });
    this.silence = new SilenceWatch({ surroundings, happen, signal });
    this.typing = new TypingSignal({ surroundings, tell: (typing) => this.room?.setTyping(typing), signal });
  }

  readonly getState = (): ConversationState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Starts in the background; returns at once, and whatever goes wrong is told by the state. */
  begin(): void {
    void this.run();
  }

  /** One text is one message, or as many as its length needs, in order. */
  write(text: string): void {
    this.typing.stop();
    this.sayDanger();
    for (const part of splitText(text)) {
      this.happen({ type: "written", key: this.parts.surroundings.randomKey(), text: part });
    }
    this.courier?.wake();
  }

  /** A picture or a place; `text` is what is read of it. */
  attach(attachment: Attachment, text: string): void {
    this.sayDanger();
    this.happen({ type: "written", key: this.parts.surroundings.randomKey(), text, attachment });
    this.courier?.wake();
  }

  /** Brings a picture that an officer has sent. */
  openPicture(key: string): Promise<Fetched> {
    const entry = this.state.log.find((one) => one.key === key);
    if (entry?.kind !== "theirs" || !entry.picture || this.room === null) return Promise.resolve({ kind: "refused" });
    return this.room.fetchFile(entry.picture);
  }

  /** Calls `then` at the emergency exit, so that what was shown is let go of too; returns how to take that back. */
  whenWiped(then: () => void): () => void {
    this.wipes.add(then);
    return () => this.wipes.delete(then);
  }

  /** Sends again what has failed: a message, its edit or its withdrawal. */
  retry(key: string): void {
    this.happen({ type: "retried", key });
    this.courier?.wake();
  }

  /** Another text for one's own message; what is too long for one message is cut. */
  edit(key: string, text: string): void {
    this.typing.stop();
    const [first] = splitText(text);
    if (first === undefined) return;
    this.happen({ type: "edit", key, changeKey: this.parts.surroundings.randomKey(), text: first });
    this.courier?.wake();
  }

  withdraw(key: string): void {
    this.happen({ type: "withdraw", key, changeKey: this.parts.surroundings.randomKey() });
    this.room?.dropPicture(key);
    if (!this.state.log.some((entry) => entry.key === key)) this.room?.forget(key);
    this.courier?.wake();
  }

  /** Everything up to this message of an officer's is, or was, on the screen before the victim's eyes. */
  seen(key: string): void {
    const at = (wanted: string | null): number => this.state.log.findIndex((entry) => entry.key === wanted);
    if (at(key) <= at(this.seenKey)) return;
    this.seenKey = key;
    this.room?.markRead(key);
  }

  /** The victim lets the officer see when they are writing. Off until they say so. */
  showTyping(on: boolean): void {
    this.typing.setOn(on);
  }

  /** A key was pressed in the text. */
  typed(): void {
    this.typing.typed();
  }

  /** « I am still here »: what hangs is cut, and everything is asked anew, now. */
  stillHere(): void {
    if (this.token === null || this.isHalted()) return;
    this.link.wake();
    this.askAnew();
    this.room?.wake();
    this.courier?.wake();
  }

  /**
   * The victim is in danger now: first in the queue, as soon as the desk has heard, and said to the officer in a message. The message is
   * also what lets the desk ask for an officer when nothing was written yet.
   */
  endanger(): void {
    if (this.state.urgency === "danger") return;
    this.happen({ type: "endangered" });
    this.sayDanger();
    const { token } = this;
    if (token !== null) void this.tellDanger(token);
    this.courier?.wake();
  }

  /** Once; a conversation that has begun in danger says so before its first message. The desk could not: it cannot encrypt. */
  private sayDanger(): void {
    if (this.state.urgency !== "danger" || this.saidDanger) return;
    this.saidDanger = true;
    const { surroundings, dangerWords: text } = this.parts;
    this.happen({ type: "written", key: surroundings.randomKey(), text, urgent: true });
  }

  private tellDanger(token: SessionToken): Promise<Answer<null> | null> {
    return this.untilAnswered((signal) => this.parts.desk.danger(token, signal));
  }

  /** From now on the victim can come back, with the phrase that these were derived from; the last one that was given counts. */
  async keep(keys: AllowReturnRequest, key: StorageKey): Promise<Kept> {
    const { token, room } = this;
    if (token === null || room === null || this.isHalted()) return "later";
    // The room may still be being opened.
    while (this.courier === null && !this.isHalted())
      await this.parts.surroundings.pause(ROOM_LOOK_MS, this.stopped.signal);
    const allowed = await this.untilAnswered((signal) => this.parts.desk.allowReturn(token, keys, signal));
    if (allowed?.kind !== "ok") return "refused";
    const kept = await room.keep(key);
    if (kept === "kept") this.happen({ type: "kept" });
    return kept;
  }

  /** The victim ends the conversation. It is over here at once; the desk is told until it has heard. */
  end(): void {
    this.happen({ type: "ended" });
    this.ending = this.tellEnd();
  }

  /** How it was, once it is over. False: it could not be given. Whatever is lost on the way is tried again until the page is left. */
  async giveFeedback(answers: FeedbackRequest): Promise<boolean> {
    await this.ending;
    const token = this.spentToken ?? this.token;
    if (token === null || !this.state.feedbackDue) return false;
    const { desk, surroundings } = this.parts;
    let lost = false;
    const attempt = async (signal: AbortSignal): Promise<Answer<null>> => {
      const answer = await desk.feedback(token, answers, signal);
      lost ||= answer.kind === "later" && answer.afterMs === 0;
      return answer;
    };
    const given = await untilAnswered(attempt, surroundings.pause, this.forgotten.signal, () => undefined);
    // It is taken once: refused after an answer that was lost on its way here, it had arrived.
    return given?.kind === "ok" || (given?.kind === "refused" && lost);
  }

  /** The page is in sight, or is not: a phone that sleeps is given more time than a page that fell silent. */
  inSight(page: "shown" | "hidden"): void {
    if (this.token !== null && !this.isHalted()) this.parts.desk.page(this.token, page);
  }

  /**
   * The page is left: forgets everything at once, and returns the notice to hand to the browser afterwards (`null` when there is
   * nothing to tell).
   */
  wipe(how: HowLeft): (() => void) | null {
    const { token } = this;
    const { desk } = this.parts;
    this.token = null;
    this.spentToken = null;
    this.key = null;
    this.listeners.clear();
    for (const wipe of this.wipes) wipe();
    this.wipes.clear();
    this.state = initialState(this.parts.intake.situation);
    this.forgotten.abort();
    this.halt();
    return token === null ? null : () => desk.leave(token, how);
  }

  private async run(): Promise<void> {
    const loading = this.parts.loadRoom().catch(() => null);
    const session = await this.start();
    if (session === null) return;
    this.token = session.sessionToken;
    // Said while the start was under way.
    if (this.state.urgency !== this.parts.intake.urgency) void this.tellDanger(session.sessionToken);
    void this.followStatus(session.sessionToken);
    const room = await loading;
    if (this.isHalted()) return;
    if (room === null) {
      this.refuse("encryption");
      return;
    }
    this.room = room;
    const opened = await room.open(session, this.roomListener(), this.parts.cameBack?.key ?? null);
    if (this.isHalted()) return;
    if (opened !== "open") {
      this.refuse(opened);
      return;
    }
    room.remember(this.state.known);
    if (this.state.recalling) this.happen({ type: "all recalled" });
    this.courier = this.makeCourier(session, room);
    this.courier.wake();
  }

  private async start(): Promise<StartResponse | null> {
    const { desk, surroundings, intake, cameBack } = this.parts;
    if (cameBack) return cameBack.session;
    const { situation, language, urgency } = intake;
    const idempotencyKey = (this.key ??= surroundings.randomKey());
    const answer = await this.untilAnswered((signal) =>
      desk.start({ idempotencyKey, situation, language, urgency }, signal),
    );
    if (answer?.kind === "ok") return answer.value;
    if (answer) this.happen({ type: "refused", why: "unavailable" });
    return null;
  }

  private async followStatus(token: SessionToken): Promise<void> {
    let since = -1;
    this.parts.surroundings.onWake(() => this.stillHere(), this.stopped.signal);
    while (!this.isHalted()) {
      // After a wake the answer must come at once: it says whether the connection is there.
      const from = (): number => (this.link.isChecking() ? -1 : since);
      const answer = await this.untilAnswered((signal) => this.parts.desk.status(token, from(), signal));
      if (answer === null) return;
      if (answer.kind !== "ok") {
        // The desk no longer says why; a page that was not heard of for so long knows.
        if (this.link.wasSilent() && answer.kind === "gone")
          this.happen({ type: "status", version: 0, status: CLOSED_AS_IDLE });
        this.happen({ type: answer.kind === "moved" ? "moved" : "gone" });
        return;
      }
      this.link.answered();
      // The same version again: nothing but the place in the queue has moved, or nothing at all.
      if (answer.value.version < since) continue;
      since = answer.value.version;
      this.happen({ type: "status", ...answer.value });
      this.courier?.wake();
    }
  }

  private makeCourier(session: StartResponse, room: SecureRoom): Courier {
    const { desk, surroundings, intake } = this.parts;
    return new Courier({
      room,
      surroundings,
      state: this.getState,
      happen: (happening) => this.happen(happening),
      // A refusal means that the desk is past this phase already; that the conversation is gone is told by the status.
      tellReady: async () => (await this.untilAnswered((signal) => desk.ready(session.sessionToken, signal))) !== null,
      intake: () => ({ ...intake, urgency: this.state.urgency }),
      transcript: this.parts.transcript,
      cameBack: this.parts.cameBack ? { intakeIsThere: this.intakeIsThere } : null,
      signal: this.stopped.signal,
    });
  }

  private roomListener(): RoomListener {
    return {
      received: (key, sender, text, picture) =>
        this.happen({ type: "received", key, sender, text, picture, earlier: this.state.recalling }),
      named: (officers) => this.happen({ type: "named", officers }),
      recalled: (recalled) => {
        if (recalled.kind === "intake") this.intakeIsThere = true;
        else this.happen({ type: "recalled", recalled });
      },
      edited: (key, sender, text) => this.happen({ type: "edited", key, sender, text }),
      withdrawn: (key) => this.happen({ type: "withdrawn", key }),
      hidden: (count) => this.happen({ type: "hidden", count }),
      members: (members) => this.happen({ type: "members", members }),
      read: (eventIds) => this.happen({ type: "read", eventIds }),
      typing: (userIds) => this.happen({ type: "typing", userIds }),
      link: (link) => this.link.set("room", link),
      tampered: () => this.refuse("tampered"),
      broken: () => this.refuse("encryption"),
    };
  }

  /** Tries until there is an answer other than "later"; `null` when the conversation is over before that. */
  private async untilAnswered<T>(attempt: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T> | null> {
    for (let failures = 0; !this.isHalted(); failures += 1) {
      const asking = new AbortController();
      this.asking.add(asking);
      const answer = await attempt(asking.signal);
      if (!this.isHalted() && answer.kind === "later" && !asking.signal.aborted) {
        this.link.set("desk", "lost");
        await this.parts.surroundings.pause(Math.max(answer.afterMs, backoffMs(failures)), asking.signal);
      }
      this.asking.delete(asking);
      if (this.isHalted()) return null;
      if (answer.kind !== "later") {
        this.link.set("desk", "up");
        return answer;
      }
    }
    return null;
  }

  /** Cuts what is asked of the desk: each is asked again at once. */
  private askAnew(): void {
    for (const asking of this.asking) asking.abort();
  }

  private happen(happening: Happening): void {
    const before = this.state;
    this.state = evolve(before, happening);
    if (this.state === before) return;
    if (happening.type === "written" || happening.type === "received") this.silence.spoken();
    if (this.state.known !== before.known) this.room?.remember(this.state.known);
    if (isOver(this.state.phase)) this.halt();
    for (const listener of this.listeners) listener();
  }

  private refuse(why: Refusal): void {
    this.happen({ type: "refused", why });
    // Whoever has come back may do so once more, from another device.
    if (!this.parts.cameBack) void this.tellEnd();
  }

  private async tellEnd(): Promise<void> {
    const { desk, surroundings, intake } = this.parts;
    const { situation, language, urgency } = intake;
    const { signal } = this.forgotten;
    const insist = <T>(attempt: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T> | null> =>
      untilAnswered(attempt, surroundings.pause, signal, (kind) =>
        this.happen({ type: "untold", untold: kind === "later" }),
      );
    const { key: idempotencyKey } = this;
    if (this.token === null && idempotencyKey !== null) {
      // It was ended while the start was under way: what has started by now must not stay open.
      const started = await insist((cut) => desk.start({ idempotencyKey, situation, language, urgency }, cut));
      if (started?.kind === "ok") this.token = started.value.sessionToken;
    }
    const { token } = this;
    if (token === null || (await insist((cut) => desk.end(token, cut))) === null) return;
    this.token = null;
    this.spentToken = token;
    this.key = null;
  }

  private isHalted(): boolean {
    return this.stopped.signal.aborted;
  }

  private halt(): void {
    this.stopped.abort();
    this.askAnew();
    this.courier = null;
    this.room?.stop();
    this.room = null;
  }
}

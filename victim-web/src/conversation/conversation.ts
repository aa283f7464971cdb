/**
 * The one conversation of this page: starts it, follows its status, and brings the outbox to an officer in order.
 * It owns the state; the views read it, and everything that happens goes through `evolve`.
 */
import type { IntakeContent, Language, SessionToken, Situation, StartResponse } from "@abri/contract";
import { nextToSend } from "./outbox.ts";
import type { Answer, Desk, RoomListener, SecureRoom, Surroundings } from "./ports.ts";
import { type ConversationState, evolve, type Happening, initialState, isOver } from "./state.ts";

export interface ConversationParts {
  readonly desk: Desk;
  readonly loadRoom: () => Promise<SecureRoom>;
  readonly surroundings: Surroundings;
  readonly situation: Situation;
  readonly language: Language;
  /** The intake in words, for a client that does not know our event. */
  readonly intakeBody: string;
}

/** How long before the next try, by how many have failed: 0.5 s, doubling, at most 10 s. */
export function backoffMs(failures: number): number {
  return Math.min(500 * 2 ** Math.min(failures, 10), 10_000);
}

export class Conversation {
  private readonly parts: ConversationParts;
  private state: ConversationState;
  private readonly listeners = new Set<() => void>();
  private readonly stopped = new AbortController();
  private session: StartResponse | null = null;
  private room: SecureRoom | null = null;
  private secured = false;
  private toldReady = false;
  private intakeSent = false;
  private readonly intakeKey: string;
  private invitedForOffer: number | null = null;
  private unattestedOffer: number | null = null;
  private pumping = false;
  private pumpAgain = false;
  /** Cuts the pause before the next try short, because something has happened that may let it succeed. */
  private nap = new AbortController();
  private readonly links = { desk: "up", room: "up" } as { desk: "up" | "lost"; room: "up" | "lost" };

  constructor(parts: ConversationParts) {
    this.parts = parts;
    this.state = initialState(parts.situation);
    this.intakeKey = parts.surroundings.randomKey();
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

  write(text: string): void {
    this.happen({ type: "written", key: this.parts.surroundings.randomKey(), text });
    this.pump();
  }

  retry(key: string): void {
    this.happen({ type: "delivery", key, delivery: "waiting" });
    this.pump();
  }

  /** The victim ends the conversation. */
  end(): void {
    const token = this.session?.sessionToken;
    this.happen({ type: "status", version: 0, status: { phase: "closed", reason: "victim" } });
    this.halt();
    if (token) this.parts.desk.close(token, "victim");
  }

  /**
   * The emergency exit: forgets everything at once, and returns the notice to hand to the browser afterwards (`null` when there is
   * nothing to close).
   */
  wipe(): (() => void) | null {
    const token = this.session?.sessionToken ?? null;
    const { desk } = this.parts;
    this.listeners.clear();
    this.halt();
    this.session = null;
    this.state = initialState(this.parts.situation);
    return token === null ? null : () => desk.close(token, "emergency");
  }

  private halt(): void {
    this.stopped.abort();
    this.nap.abort();
    this.secured = false;
    this.room?.stop();
    this.room = null;
  }

  private happen(happening: Happening): void {
    const before = this.state;
    this.state = evolve(before, happening);
    if (this.state === before) return;
    for (const listener of this.listeners) listener();
    if (isOver(this.state.phase) && !this.stopped.signal.aborted) this.halt();
  }

  private refuse(why: "encryption" | "tampered" | "unavailable"): void {
    const token = this.session?.sessionToken;
    this.happen({ type: "refused", why });
    if (token) this.parts.desk.close(token, "victim");
  }

  private async run(): Promise<void> {
    const roomLoading = this.parts.loadRoom().catch(() => null);
    const session = await this.start();
    if (session === null || this.stopped.signal.aborted) return;
    this.session = session;
    void this.followStatus(session.sessionToken);
    const room = await roomLoading;
    if (this.stopped.signal.aborted) return;
    if (room === null) return this.refuse("encryption");
    this.room = room;
    const opened = await room.open(session, this.roomListener());
    if (this.stopped.signal.aborted) return;
    if (opened !== "open") return this.refuse(opened);
    this.secured = true;
    this.pump();
  }

  private async start(): Promise<StartResponse | null> {
    const { desk, surroundings, situation, language } = this.parts;
    // One key for all the tries: however many reach the desk, they start one conversation.
    const idempotencyKey = surroundings.randomKey();
    const answer = await this.untilAnswered((signal) => desk.start({ idempotencyKey, situation, language }, signal));
    if (answer?.kind === "ok") return answer.value;
    if (answer) this.happen({ type: "refused", why: "unavailable" });
    return null;
  }

  private async followStatus(token: SessionToken): Promise<void> {
    let since = -1;
    while (!this.stopped.signal.aborted) {
      const answer = await this.untilAnswered((signal) => this.parts.desk.status(token, since, signal));
      if (answer === null) return;
      if (answer.kind !== "ok") return this.happen({ type: "gone" });
      if (answer.value.version <= since) continue;
      since = answer.value.version;
      this.happen({ type: "status", ...answer.value });
      this.pump();
    }
  }

  /** Tries until there is an answer other than "later"; `null` when the conversation is over before that. */
  private async untilAnswered<T>(attempt: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T> | null> {
    const { signal } = this.stopped;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const answer = await attempt(signal);
      if (signal.aborted) return null;
      this.setLink("desk", answer.kind === "later" ? "lost" : "up");
      if (answer.kind !== "later") return answer;
      await this.parts.surroundings.pause(Math.max(answer.afterMs, backoffMs(failures)), signal);
    }
    return null;
  }

  private setLink(which: "desk" | "room", link: "up" | "lost"): void {
    this.links[which] = link;
    this.happen({ type: "link", link: this.links.desk === "up" && this.links.room === "up" ? "up" : "lost" });
  }

  private roomListener(): RoomListener {
    return {
      received: (key, sender, text) => this.happen({ type: "received", key, sender, text }),
      edited: (key, sender, text) => this.happen({ type: "edited", key, sender, text }),
      hidden: (count) => this.happen({ type: "hidden", count }),
      link: (link) => this.setLink("room", link),
      tampered: () => this.refuse("tampered"),
    };
  }

  /** One worker at a time moves the conversation on: tells the desk, invites, sends the intake, then the outbox in order. */
  private pump(): void {
    if (this.pumping) {
      this.pumpAgain = true;
      this.nap.abort();
      return;
    }
    this.pumping = true;
    void this.work().finally(() => {
      this.pumping = false;
      if (this.pumpAgain) {
        this.pumpAgain = false;
        this.pump();
      }
    });
  }

  private async work(): Promise<void> {
    const { signal } = this.stopped;
    let failures = 0;
    while (!signal.aborted) {
      this.pumpAgain = false;
      const done = await this.step();
      if (done === "nothing to do") return;
      failures = done === "moved" ? 0 : failures + 1;
      if (done === "try later") {
        this.nap = new AbortController();
        await this.parts.surroundings.pause(backoffMs(failures), this.nap.signal);
      }
    }
  }

  private async step(): Promise<"moved" | "try later" | "nothing to do"> {
    const { session, room } = this;
    if (!this.secured || session === null || room === null) return "nothing to do";
    const { phase, log } = this.state;
    // An officer is asked only when there is a message, and only when it can be encrypted.
    if (!this.toldReady) return nextToSend(log) === null ? "nothing to do" : this.tellReady(session.sessionToken);
    if (phase.kind === "asked" && this.invitedForOffer !== phase.offer) {
      // Nothing is said to the child: the desk withdraws an offer that leads nowhere and asks somebody else.
      if (this.unattestedOffer === phase.offer) return "nothing to do";
      const invited = await room.invite(phase.officer.userId);
      if (invited === "later") return "try later";
      if (invited === "not-attested") this.unattestedOffer = phase.offer;
      else this.invitedForOffer = phase.offer;
      return "moved";
    }
    if (phase.kind !== "asked" && phase.kind !== "connected") return "nothing to do";
    if (!this.intakeSent) {
      const sent = await room.send(this.intakeKey, { type: "intake", content: this.intake() });
      if (sent === "later" || sent === "no-reader") return "try later";
      // A refused intake must not keep the messages back.
      this.intakeSent = true;
      return "moved";
    }
    const message = nextToSend(log);
    if (message === null) return "nothing to do";
    this.happen({ type: "delivery", key: message.key, delivery: "sending" });
    const sent = await room.send(message.key, { type: "text", text: message.text });
    switch (sent) {
      case "sent":
        this.happen({ type: "delivery", key: message.key, delivery: "sent" });
        return "moved";
      case "refused":
        this.happen({ type: "delivery", key: message.key, delivery: "failed" });
        return "moved";
      case "later":
      case "no-reader":
        this.happen({ type: "delivery", key: message.key, delivery: "waiting" });
        return "try later";
    }
  }

  private async tellReady(token: SessionToken): Promise<"moved" | "nothing to do"> {
    const answer = await this.untilAnswered((signal) => this.parts.desk.ready(token, signal));
    if (answer === null) return "nothing to do";
    // Refused means that the desk is past this phase already; gone is told by the status.
    this.toldReady = true;
    return "moved";
  }

  private intake(): IntakeContent {
    const { situation, language, intakeBody } = this.parts;
    return { situation, role: "unsaid", ageBand: "unsaid", language, body: intakeBody };
  }
}

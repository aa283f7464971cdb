/**
 * The one conversation of this page: starts it, opens its room, and follows its status. It owns the state: the views read it, and all
 * that happens goes through `evolve`. Sending is the courier's.
 */
import type { IntakeContent, SessionToken, StartResponse } from "@abri/contract";
import { backoffMs } from "./backoff.ts";
import { Courier } from "./courier.ts";
import type { Answer, Desk, RoomListener, SecureRoom, Surroundings } from "./ports.ts";
import { type ConversationState, evolve, type Happening, initialState, isOver, type Refusal } from "./state.ts";

export interface ConversationParts {
  readonly desk: Desk;
  /** Rejects when this browser cannot encrypt. */
  readonly loadRoom: () => Promise<SecureRoom>;
  readonly surroundings: Surroundings;
  /** What the victim has told so far; the desk routes by some of it, the officer reads all of it. */
  readonly intake: IntakeContent;
}

export class Conversation {
  private readonly parts: ConversationParts;
  private state: ConversationState;
  private readonly listeners = new Set<() => void>();
  private readonly stopped = new AbortController();
  private token: SessionToken | null = null;
  private room: SecureRoom | null = null;
  private courier: Courier | null = null;
  private readonly links: { desk: "up" | "lost"; room: "up" | "lost" } = { desk: "up", room: "up" };

  constructor(parts: ConversationParts) {
    this.parts = parts;
    this.state = initialState(parts.intake.situation, parts.intake.urgency);
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
    this.courier?.wake();
  }

  retry(key: string): void {
    this.happen({ type: "delivery", key, delivery: "waiting" });
    this.courier?.wake();
  }

  /** The victim is in danger now: first in the queue, as soon as the desk has heard. */
  endanger(): void {
    if (this.state.urgency === "danger") return;
    this.happen({ type: "endangered" });
    const { token } = this;
    if (token !== null) void this.tellDanger(token);
  }

  private tellDanger(token: SessionToken): Promise<Answer<null> | null> {
    return this.untilAnswered((signal) => this.parts.desk.danger(token, signal));
  }

  /** The victim ends the conversation. */
  end(): void {
    this.happen({ type: "ended" });
    this.close("victim");
  }

  /**
   * The emergency exit: forgets everything at once, and returns the notice to hand to the browser afterwards (`null` when there is
   * nothing to close).
   */
  wipe(): (() => void) | null {
    const { token } = this;
    const { desk } = this.parts;
    this.token = null;
    this.listeners.clear();
    this.state = initialState(this.parts.intake.situation);
    this.halt();
    return token === null ? null : () => desk.close(token, "emergency");
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
    const opened = await room.open(session, this.roomListener());
    if (this.isHalted()) return;
    if (opened !== "open") {
      this.refuse(opened);
      return;
    }
    this.courier = this.makeCourier(session, room);
    this.courier.wake();
  }

  private async start(): Promise<StartResponse | null> {
    const { desk, surroundings, intake } = this.parts;
    const { situation, language, urgency } = intake;
    // One key for all the tries: however many reach the desk, they start one conversation.
    const idempotencyKey = surroundings.randomKey();
    const answer = await this.untilAnswered((signal) =>
      desk.start({ idempotencyKey, situation, language, urgency }, signal),
    );
    if (answer?.kind === "ok") return answer.value;
    if (answer) this.happen({ type: "refused", why: "unavailable" });
    return null;
  }

  private async followStatus(token: SessionToken): Promise<void> {
    let since = -1;
    while (!this.isHalted()) {
      const answer = await this.untilAnswered((signal) => this.parts.desk.status(token, since, signal));
      if (answer === null) return;
      if (answer.kind !== "ok") {
        this.happen({ type: "gone" });
        return;
      }
      if (answer.value.version <= since) continue;
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
      signal: this.stopped.signal,
    });
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

  /** Tries until there is an answer other than "later"; `null` when the conversation is over before that. */
  private async untilAnswered<T>(attempt: (signal: AbortSignal) => Promise<Answer<T>>): Promise<Answer<T> | null> {
    const { signal } = this.stopped;
    for (let failures = 0; !this.isHalted(); failures += 1) {
      const answer = await attempt(signal);
      if (this.isHalted()) return null;
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

  private happen(happening: Happening): void {
    const before = this.state;
    this.state = evolve(before, happening);
    if (this.state === before) return;
    if (isOver(this.state.phase)) this.halt();
    for (const listener of this.listeners) listener();
  }

  private refuse(why: Refusal): void {
    this.happen({ type: "refused", why });
    this.close("victim");
  }

  private close(reason: "victim"): void {
    if (this.token !== null) this.parts.desk.close(this.token, reason);
    this.token = null;
  }

  private isHalted(): boolean {
    return this.stopped.signal.aborted;
  }

  private halt(): void {
    this.stopped.abort();
    this.courier = null;
    this.room?.stop();
    this.room = null;
  }
}

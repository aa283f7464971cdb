/**
 * What is known of the connection, to the desk and to the room. One per conversation. The desk closes a conversation whose page has given no
 * sign of life for long; the page sends one by itself as long as it has a network, so this says so before it happens, and no earlier.
 */
import type { Surroundings } from "./ports.ts";
import type { Happening, Link } from "./state.ts";

/** How much of the time until the desk gives up has passed when the page says so. */
const WARN_AFTER = 0.7;

export interface LinkWatchParts {
  readonly surroundings: Surroundings;
  readonly idleMs: number;
  readonly happen: (happening: Happening) => void;
  readonly signal: AbortSignal;
}

export class LinkWatch {
  private readonly parts: LinkWatchParts;
  private readonly links: Record<"desk" | "room", Link> = { desk: "up", room: "up" };
  private lastAnswer: number;
  private watching = false;

  constructor(parts: LinkWatchParts) {
    this.parts = parts;
    this.lastAnswer = parts.surroundings.now();
  }

  set(which: "desk" | "room", link: "up" | "lost"): void {
    this.links[which] = link;
    this.tell();
    if (link === "lost" && !this.watching) void this.watch();
  }

  /** Nothing is known until each has answered again. */
  wake(): void {
    this.links.desk = "checking";
    this.links.room = "checking";
    this.tell();
  }

  isChecking(): boolean {
    return this.links.desk === "checking";
  }

  /** The desk has answered, so it has heard of this page. */
  answered(): void {
    this.lastAnswer = this.parts.surroundings.now();
    this.parts.happen({ type: "fading", fading: false });
  }

  /** The desk has not heard of this page for as long as it waits. */
  wasSilent(): boolean {
    return this.since() >= this.parts.idleMs;
  }

  private since(): number {
    return this.parts.surroundings.now() - this.lastAnswer;
  }

  private tell(): void {
    const both = Object.values(this.links);
    const link = both.includes("lost") ? "lost" : both.includes("checking") ? "checking" : "up";
    this.parts.happen({ type: "link", link });
  }

  private async watch(): Promise<void> {
    const { surroundings, idleMs, happen, signal } = this.parts;
    this.watching = true;
    while (this.links.desk !== "up" && !signal.aborted) {
      const left = idleMs * WARN_AFTER - this.since();
      if (left <= 0) {
        happen({ type: "fading", fading: true });
        break;
      }
      await surroundings.pause(Math.max(left, MIN_WATCH_MS), signal);
    }
    this.watching = false;
  }
}

/** A pause that the network or the screen ends early is not looked at more often than this. */
const MIN_WATCH_MS = 1_000;

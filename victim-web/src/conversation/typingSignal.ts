/**
 * Tells the officer that the victim is writing, when the victim wants it: off by default, and only in memory. When somebody writes says
 * something of them, so what is told says no more than "is writing" and "is not", at fixed intervals.
 */
import type { Surroundings } from "./ports.ts";

/** Told again while it goes on; the room forgets it after about twice as long. */
const AGAIN_MS = 10_000;
/** No key for so long: no longer writing. */
const STOPPED_MS = 6_000;

export interface TypingSignalParts {
  readonly surroundings: Surroundings;
  readonly tell: (typing: boolean) => void;
  readonly signal: AbortSignal;
}

export class TypingSignal {
  private readonly parts: TypingSignalParts;
  private on = false;
  private toldAt: number | null = null;
  private pause = new AbortController();

  constructor(parts: TypingSignalParts) {
    this.parts = parts;
    parts.signal.addEventListener("abort", () => this.pause.abort());
  }

  setOn(on: boolean): void {
    this.on = on;
    if (!on) this.stop();
  }

  typed(): void {
    if (!this.on) return;
    const now = this.parts.surroundings.now();
    if (this.toldAt === null || now >= this.toldAt + AGAIN_MS) {
      this.toldAt = now;
      this.parts.tell(true);
    }
    this.pause.abort();
    void this.stopSoon();
  }

  /** Sent, given up, or switched off. */
  stop(): void {
    this.pause.abort();
    if (this.toldAt === null) return;
    this.toldAt = null;
    this.parts.tell(false);
  }

  private async stopSoon(): Promise<void> {
    const pause = new AbortController();
    this.pause = pause;
    await this.parts.surroundings.pause(STOPPED_MS, pause.signal);
    if (!pause.signal.aborted) this.stop();
  }
}

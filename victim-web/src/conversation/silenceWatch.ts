/** Notices that nobody has said anything for a long while, so that the page can say that this is all right. Once per conversation. */
import type { Surroundings } from "./ports.ts";
import type { Happening } from "./state.ts";

/** Long enough to think, to cry, to be interrupted; nobody is told how long. */
const QUIET_MS = 4 * 60_000;

export interface SilenceWatchParts {
  readonly surroundings: Surroundings;
  readonly happen: (happening: Happening) => void;
  readonly signal: AbortSignal;
}

export class SilenceWatch {
  private readonly parts: SilenceWatchParts;
  private lastWord = 0;
  private watching = false;

  constructor(parts: SilenceWatchParts) {
    this.parts = parts;
  }

  /** The victim or an officer has said something. */
  spoken(): void {
    this.lastWord = this.parts.surroundings.now();
    if (!this.watching) void this.watch();
  }

  private async watch(): Promise<void> {
    const { surroundings, happen, signal } = this.parts;
    this.watching = true;
    for (;;) {
      const left = this.lastWord + QUIET_MS - surroundings.now();
      if (left <= 0 || signal.aborted) break;
      await surroundings.pause(left, signal);
    }
    this.watching = false;
    if (!signal.aborted) happen({ type: "quiet", quiet: true });
  }
}

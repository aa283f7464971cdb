/** A clock that only tests move, and what is to happen when: one thing after another, in the order of time. */
import { jobKey, type Job, type JobRequest } from "../../ports/jobs.ts";

interface Entry {
  readonly at: number;
  readonly seq: number;
  readonly act: () => Promise<unknown>;
}

export class Agenda {
  #now: number;
  #seq = 0;
  readonly #entries = new Map<string, Entry>();
  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** What has a key replaces what is still to come under it. */
  add(afterMs: number, act: () => Promise<unknown>, key?: string): void {
    this.#seq += 1;
    this.#entries.set(key ?? `act:${this.#seq}`, { at: this.#now + Math.max(afterMs, 0), seq: this.#seq, act });
  }

  /** As the job runner: two requests with one key are one job. */
  addJob({ job, runAt }: JobRequest, run: (job: Job) => Promise<void>): void {
    this.add((runAt ?? this.#now) - this.#now, () => run(job), jobKey(job));
  }

  /** False: there is nothing left to do. */
  async step(): Promise<boolean> {
    let next: [string, Entry] | undefined;
    for (const one of this.#entries)
      if (next === undefined || one[1].at < next[1].at || (one[1].at === next[1].at && one[1].seq < next[1].seq))
        next = one;
    if (next === undefined) return false;
    const [key, { at, act }] = next;
    this.#entries.delete(key);
    this.#now = at;
    await act();
    return true;
  }
}

/** Mulberry32: the same numbers for the same seed, 0 ≤ n < 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

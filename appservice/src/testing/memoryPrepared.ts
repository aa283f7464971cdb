/** Users and rooms made in advance, in memory, for tests: passes the suite that the PostgreSQL store passes. */
import type { ConversationId } from "@abri/contract";
import type { Made, Newcomer, PreparedRoom, PreparedStep, PreparedStore } from "../ports/preparedStore.ts";

interface Kept {
  readonly newcomer: Newcomer;
  readonly begunAt: number;
  made: Made | null;
  leaving: boolean;
}

export class MemoryPrepared implements PreparedStore {
  readonly #kept = new Map<ConversationId, Kept>();

  /** The oldest that can be taken and of which `use` makes something, taken out. */
  take<T>(
    since: number,
    use: (prepared: PreparedRoom) => T | null,
  ): { readonly prepared: PreparedRoom; readonly used: T } | null {
    for (const [id, kept] of this.#oldestFirst()) {
      if (kept.made === null || kept.leaving || kept.begunAt < since) continue;
      const prepared = { ...kept.newcomer, ...kept.made };
      const used = use(prepared);
      if (used !== null) {
        this.#kept.delete(id);
        return { prepared, used };
      }
      kept.leaving = true;
    }
    return null;
  }

  next(candidate: Newcomer, at: number, size: number, since: number): Promise<PreparedStep> {
    const staying = this.#oldestFirst().filter(([, kept]) => !kept.leaving);
    for (const [index, [, kept]] of staying.entries())
      if (kept.begunAt < since || index < staying.length - size) kept.leaving = true;
    const all = this.#oldestFirst().map(([, kept]) => kept);
    const leaving = all.find((kept) => kept.leaving);
    if (leaving !== undefined)
      return Promise.resolve({
        do: "erase",
        room: { ...leaving.newcomer, roomId: leaving.made?.roomId ?? null },
      });
    const half = all.find(({ made }) => made === null);
    if (half !== undefined) return Promise.resolve({ do: "make", room: half.newcomer });
    if (all.length >= size) return Promise.resolve({ do: "rest", oldest: all[0]?.begunAt ?? null });
    this.#kept.set(candidate.id, { newcomer: candidate, begunAt: at, made: null, leaving: false });
    return Promise.resolve({ do: "make", room: candidate });
  }

  made(id: ConversationId, made: Made): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) kept.made ??= made;
    return Promise.resolve();
  }

  erased(id: ConversationId): Promise<void> {
    if (this.#kept.get(id)?.leaving === true) this.#kept.delete(id);
    return Promise.resolve();
  }

  count(): Promise<number> {
    return Promise.resolve([...this.#kept.values()].filter(({ made, leaving }) => made !== null && !leaving).length);
  }

  #oldestFirst(): [ConversationId, Kept][] {
    return [...this.#kept].toSorted(([, a], [, b]) => a.begunAt - b.begunAt);
  }
}

/** The files of conversations in memory, for tests. */
import type { ConversationId } from "@abri/contract";
import type { FileStore, MediaFile } from "../ports/fileStore.ts";

export class MemoryFiles implements FileStore {
  readonly #turns = new Map<string, number>();
  readonly #files = new Map<ConversationId, Map<string, MediaFile>>();

  takeTurn(id: ConversationId, what: "upload" | "download", limit: number): Promise<boolean> {
    const key = `${what} ${id}`;
    const taken = this.#turns.get(key) ?? 0;
    if (taken >= limit) return Promise.resolve(false);
    this.#turns.set(key, taken + 1);
    return Promise.resolve(true);
  }

  remember(id: ConversationId, file: MediaFile): Promise<void> {
    const files = this.#files.get(id) ?? new Map<string, MediaFile>();
    this.#files.set(id, files.set(name(file), file));
    return Promise.resolve();
  }

  has(id: ConversationId, file: MediaFile): Promise<boolean> {
    return Promise.resolve(this.#files.get(id)?.has(name(file)) ?? false);
  }

  of(id: ConversationId): Promise<readonly MediaFile[]> {
    return Promise.resolve([...(this.#files.get(id)?.values() ?? [])]);
  }
}

function name({ serverName, mediaId }: MediaFile): string {
  return `${serverName}/${mediaId}`;
}

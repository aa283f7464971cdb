/** What any store of files must do: the one in memory and the one in PostgreSQL pass the same. */
import type { ConversationId } from "@abri/contract";
import { expect, it } from "vitest";
import type { FileStore } from "../ports/fileStore.ts";

/** @param conversations makes one that exists, each time another. */
export function fileStoreSuite(store: () => FileStore, newConversation: () => Promise<ConversationId>): void {
  it("gives so many turns and no more, however many ask at once, to each conversation and each way its own", async () => {
    const [one, other] = [await newConversation(), await newConversation()];
    const turns = await Promise.all(Array.from({ length: 8 }, () => store().takeTurn(one, "upload", 5)));
    expect(turns.filter(Boolean)).toHaveLength(5);
    expect(await store().takeTurn(one, "download", 5)).toBe(true);
    expect(await store().takeTurn(other, "upload", 5)).toBe(true);
    expect(await store().takeTurn(other, "upload", 0)).toBe(false);
  });

  it("knows which files are a conversation's own", async () => {
    const [one, other] = [await newConversation(), await newConversation()];
    const file = { serverName: "victims", mediaId: "abc" };
    expect(await store().of(one)).toEqual([]);
    await store().remember(one, file);
    await store().remember(one, file);
    expect(await store().of(one)).toEqual([file]);
    expect(await store().has(one, file)).toBe(true);
    expect(await store().has(one, { ...file, serverName: "police" })).toBe(false);
    expect(await store().has(other, file)).toBe(false);
  });
}

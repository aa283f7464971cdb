/** What every store of prepared rooms must do, and how a start takes one. Run in memory by the unit tests, on PostgreSQL by the integration tests. */
import { randomBytes, randomUUID } from "node:crypto";
import type { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Change, ConversationStore, NewSession, Start, Taking } from "../ports/conversationStore.ts";
import type { Newcomer, PreparedRoom, PreparedStep, PreparedStore } from "../ports/preparedStore.ts";

interface StoresUnderTest {
  readonly store: ConversationStore;
  readonly prepared: PreparedStore;
}

const NOW = 1_700_000_000_000;

export function preparedStoreSuite(name: string, make: () => Promise<StoresUnderTest>): void {
  describe(name, () => {
    let store: ConversationStore;
    let prepared: PreparedStore;
    beforeEach(async () => {
      ({ store, prepared } = await make());
    });

    const newcomer = (): Newcomer => {
      const id = randomUUID() as ConversationId;
      return { id, victim: `@victim-${id}:victims.example` as UserId, number: "12-34" };
    };
    const next = (size: number, at = NOW, since = 0): Promise<PreparedStep> =>
      prepared.next(newcomer(), at, size, since);
    const makeOne = async (size: number, at = NOW): Promise<Newcomer> => {
      const step = await next(size, at);
      if (step.do !== "make") throw new Error(`nothing to make, but to ${step.do}`);
      const roomId = `!${step.room.id}` as RoomId;
      await prepared.made(step.room.id, { roomId, deviceId: "DEVICE" as DeviceId, sealedAccessToken: randomBytes(40) });
      return step.room;
    };
    const start = (): Start => ({
      keyHash: randomBytes(32),
      situation: "online",
      urgency: "normal",
      language: "fr",
      training: false,
      at: NOW,
    });
    const sessions: NewSession[] = [];
    const opened: Change = {
      state: { phase: "waiting", readySince: null, asked: [], lastAskedAt: null, absentSince: null },
      audit: [{ who: "victim", what: "opened" }],
      jobs: [],
    };
    const taking = (over: Partial<Taking> = {}): Taking => ({
      since: 0,
      session: ({ deviceId, sealedAccessToken }: PreparedRoom) => {
        const session = { tokenHash: randomBytes(32), deviceId, sealedAccessToken };
        sessions.push(session);
        return session;
      },
      decide: () => opened,
      ...over,
    });

    it("has as many made as configured, one after another, then rests", async () => {
      for (let n = 0; n < 3; n += 1) {
        expect(await prepared.count()).toBe(n);
        await makeOne(3, NOW + n);
      }
      expect(await next(3)).toEqual({ do: "rest", oldest: NOW });
      expect(await next(4)).toMatchObject({ do: "make" });
    });

    it("makes none where none is configured", async () => {
      expect(await next(0)).toEqual({ do: "rest", oldest: null });
      expect(await prepared.count()).toBe(0);
    });

    it("finds again what was half made, and lets no start take it", async () => {
      const first = await next(2);
      expect(first).toMatchObject({ do: "make" });
      expect(await next(2, NOW + 1)).toEqual(first);
      expect(await store.beginPrepared(start(), taking())).toBeNull();
    });

    it("erases what is too old, half made or not, until it is said to be erased", async () => {
      const old = await makeOne(2, NOW - 20);
      const half = await next(2, NOW - 10);
      const first = await next(2, NOW, NOW);
      expect(first).toEqual({ do: "erase", room: { ...old, roomId: `!${old.id}` } });
      expect(await next(2, NOW, NOW)).toEqual(first);
      await prepared.erased(old.id);
      expect(await next(2, NOW, NOW)).toEqual({
        do: "erase",
        room: { ...(half.do === "make" && half.room), roomId: null },
      });
      await prepared.erased(half.do === "make" ? half.room.id : old.id);
      expect(await next(2, NOW, NOW)).toMatchObject({ do: "make" });
    });

    it("erases what is too many, the oldest first, down to none", async () => {
      const all = [await makeOne(3, NOW), await makeOne(3, NOW + 1), await makeOne(3, NOW + 2)];
      for (const [size, one] of [
        [2, all[0]],
        [0, all[1]],
        [0, all[2]],
      ] as const) {
        expect(await next(size)).toMatchObject({ do: "erase", room: { id: one?.id } });
        await prepared.erased(one?.id ?? ("" as ConversationId));
      }
      expect(await next(0)).toEqual({ do: "rest", oldest: null });
    });

    it("erases nothing that a start may still take", async () => {
      const { id } = await makeOne(1);
      await prepared.erased(id);
      expect(await prepared.count()).toBe(1);
    });

    it("opens a conversation with the oldest, in one step: its names, its room, its session", async () => {
      const [first] = [await makeOne(2, NOW), await makeOne(2, NOW + 1)];
      const begun = await store.beginPrepared(start(), taking());
      const expected = { ...first, roomId: `!${first.id}`, version: 1, heardAt: NOW, state: { phase: "waiting" } };
      expect(begun).toMatchObject(expected);
      expect(await store.read(first.id)).toEqual(begun);
      const session = sessions.at(-1);
      expect(await store.session(session?.tokenHash ?? Buffer.alloc(0))).toMatchObject({
        conversation: { id: first.id },
        deviceId: "DEVICE",
        sealedAccessToken: session?.sealedAccessToken,
      });
      expect(await prepared.count()).toBe(1);
    });

    it("gives one room to one key, whatever comes in parallel, and later", async () => {
      for (let n = 0; n < 5; n += 1) await makeOne(5, NOW + n);
      const one = start();
      const begun = await Promise.all(Array.from({ length: 10 }, () => store.beginPrepared(one, taking())));
      // Where the others hold every room for a moment there is none to take: such a start goes on with `begin`.
      const ids = new Set(begun.flatMap((conversation) => (conversation === null ? [] : [conversation.id])));
      expect(ids.size).toBe(1);
      expect(await prepared.count()).toBe(4);
      expect((await store.begin({ ...newcomer(), ...one }, [])).id).toBe([...ids][0]);
      expect((await store.beginPrepared(one, taking()))?.id).toBe([...ids][0]);
      expect(await prepared.count()).toBe(4);
    });

    it("gives parallel starts a room each, and tells who comes too late that there is none", async () => {
      for (let n = 0; n < 4; n += 1) await makeOne(4, NOW + n);
      const begun = await Promise.all(Array.from({ length: 6 }, () => store.beginPrepared(start(), taking())));
      const rooms = begun.flatMap((conversation) => (conversation === null ? [] : [conversation.roomId]));
      expect(new Set(rooms).size).toBe(4);
      expect(rooms).toHaveLength(4);
      expect(await prepared.count()).toBe(0);
    });

    it("takes nothing that is too old", async () => {
      await makeOne(1, NOW);
      expect(await store.beginPrepared(start(), taking({ since: NOW + 1 }))).toBeNull();
      expect(await store.beginPrepared(start(), taking({ since: NOW }))).not.toBeNull();
    });

    it("gives up what is of no use, and takes the next", async () => {
      const [useless, good] = [await makeOne(2, NOW), await makeOne(2, NOW + 1)];
      const { session } = taking();
      const begun = await store.beginPrepared(
        start(),
        taking({ session: (room) => (room.id === useless.id ? null : session(room)) }),
      );
      expect(begun?.id).toBe(good.id);
      expect(await next(0)).toMatchObject({ do: "erase", room: { id: useless.id } });
    });

    it("loses no room when a start fails on the way", async () => {
      await makeOne(1);
      const failing = taking({
        session: () => {
          throw new Error("killed");
        },
      });
      await expect(async () => store.beginPrepared(start(), failing)).rejects.toThrow("killed");
      expect(await prepared.count()).toBe(1);
      expect(await store.beginPrepared(start(), taking())).not.toBeNull();
    });
  });
}

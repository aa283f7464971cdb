import { randomBytes, randomUUID } from "node:crypto";
import type { ConversationId, DeviceId, RoomId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobRequest } from "../ports/jobs.ts";
import type { Eraser, RoomMaker } from "../ports/matrix.ts";
import { MemoryPrepared } from "../testing/memoryPrepared.ts";
import { PREPARED_MS, Preparing } from "./preparing.ts";

const NOW = 1_000_000_000;

/** Makes what it is asked for, erases it again, and fails when told to. */
class Homeserver implements RoomMaker, Pick<Eraser, "erase"> {
  readonly users = new Set<string>();
  readonly rooms = new Map<string, RoomId>();
  failing: "account" | "room" | "erase" | null = null;
  account(victim: string): Promise<{ accessToken: string; deviceId: DeviceId }> {
    if (this.failing === "account") return Promise.reject(new Error("down"));
    this.users.add(victim);
    return Promise.resolve({ accessToken: "syt_1", deviceId: "D" as DeviceId });
  }
  room(alias: string): Promise<RoomId> {
    if (this.failing === "room") return Promise.reject(new Error("down"));
    const room = this.rooms.get(alias) ?? (`!${alias}` as RoomId);
    this.rooms.set(alias, room);
    return Promise.resolve(room);
  }
  erase(_homeserver: string, { alias, victim }: { alias: string; victim: string }): Promise<void> {
    if (this.failing === "erase") return Promise.reject(new Error("down"));
    this.users.delete(victim);
    this.rooms.delete(alias);
    return Promise.resolve();
  }
}

let prepared: MemoryPrepared;
let homeserver: Homeserver;
let jobs: JobRequest[];
let now: number;
beforeEach(() => {
  prepared = new MemoryPrepared();
  homeserver = new Homeserver();
  jobs = [];
  now = NOW;
});

const preparing = (size: number): Preparing =>
  new Preparing({
    prepared,
    rooms: homeserver,
    eraser: homeserver,
    addJob: (request) => Promise.resolve(void jobs.push(request)),
    clock: { now: () => now },
    randomness: { uuid: () => randomUUID() as ConversationId, bytes: randomBytes, int: () => 0 },
    secret: randomBytes(32),
    victimsServer: "v.example",
    size,
  });
/** As the job runner does it: until nothing is called for at once. */
async function untilRest(size: number): Promise<void> {
  const one = preparing(size);
  for (let steps = 0; steps < 50; steps += 1) {
    jobs = [];
    await one.step();
    if (!jobs.some(({ job }) => job.task === "prepare")) return;
  }
  throw new Error("no rest");
}
const there = (): number[] => [homeserver.users.size, homeserver.rooms.size];

describe("preparing", () => {
  it("makes one at a step, then rests until the oldest is too old", async () => {
    await preparing(2).step();
    expect([await prepared.count(), jobs]).toEqual([1, [{ job: { task: "prepare" } }]]);
    await untilRest(2);
    expect([await prepared.count(), ...there()]).toEqual([2, 2, 2]);
    expect(jobs).toEqual([{ job: { task: "prepare-later" }, runAt: NOW + PREPARED_MS + 1 }]);
  });

  it.each(["account", "room"] as const)(
    "leaves nothing behind when %s fails: the next step finds it again",
    async (at) => {
      homeserver.failing = at;
      await expect(preparing(1).step()).rejects.toThrow("down");
      await expect(preparing(1).step()).rejects.toThrow("down");
      homeserver.failing = null;
      await untilRest(1);
      expect([await prepared.count(), ...there()]).toEqual([1, 1, 1]);
    },
  );

  it("replaces what has become too old", async () => {
    await untilRest(2);
    const before = [...homeserver.users];
    now += PREPARED_MS + 1;
    await untilRest(2);
    expect([await prepared.count(), ...there()]).toEqual([2, 2, 2]);
    expect(before.filter((user) => homeserver.users.has(user))).toEqual([]);
  });

  it("erases all, half made or not, when none is configured any more; also when an erasure failed first", async () => {
    await untilRest(2);
    homeserver.failing = "room";
    await expect(preparing(3).step()).rejects.toThrow("down");
    expect(there()).toEqual([3, 2]); // the control
    homeserver.failing = "erase";
    await expect(preparing(0).step()).rejects.toThrow("down");
    homeserver.failing = null;
    await untilRest(0);
    expect([await prepared.count(), ...there()]).toEqual([0, 0, 0]);
    expect(jobs).toEqual([]);
  });
});

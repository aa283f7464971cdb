import { randomBytes, randomUUID } from "node:crypto";
import { LIMITS } from "../domain/testing/limits.ts";
import type { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import type { Eraser, PresentMember, RoomFaces, RoomMembers } from "../ports/matrix.ts";
import { MemoryConversations } from "../testing/memoryConversations.ts";
import { MemoryFiles } from "../testing/memoryFiles.ts";
import { Cleaning } from "./cleaning.ts";
import type { Settings } from "./settings.ts";
import { farewell } from "./words.ts";

const NOW = 1_000_000;
const settings: Settings = {
  limits: LIMITS,
  offer: 60_000,
  retention: 0,
  homeservers: ["v.example", "p.example"],
};
const amina = "@amina:p.example" as UserId;
const bruno = "@bruno:p.example" as UserId;
const victim = "@victim-1:v.example" as UserId;

class Room implements RoomMembers, RoomFaces, Eraser {
  readonly homeservers = settings.homeservers;
  readonly members = new Map<UserId, PresentMember["membership"]>([[victim, "join"]]);
  readonly reasons: string[] = [];
  readonly names: string[] = [];
  readonly erased: string[] = [];
  inviting: readonly UserId[] = [];
  down = "";
  present(): Promise<readonly PresentMember[]> {
    return Promise.resolve([...this.members].map(([userId, membership]) => ({ userId, membership, by: victim })));
  }
  remove(_room: RoomId, { userId }: PresentMember, reason: string): Promise<void> {
    this.members.delete(userId);
    this.reasons.push(reason);
    return Promise.resolve();
  }
  show(_room: RoomId, face: { name: string }): Promise<void> {
    this.names.push(face.name);
    return Promise.resolve();
  }
  mayInvite(_room: RoomId, officers: readonly UserId[]): Promise<void> {
    this.inviting = officers;
    return Promise.resolve();
  }
  erase(homeserver: string): Promise<void> {
    if (homeserver === this.down) return Promise.reject(new Error("down"));
    this.erased.push(homeserver);
    return Promise.resolve();
  }
}

let store: MemoryConversations;
let room: Room;
let cleaning: Cleaning;
let id: ConversationId;

beforeEach(async () => {
  store = new MemoryConversations();
  room = new Room();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => NOW };
  const files = new MemoryFiles();
  cleaning = new Cleaning({
    store,
    files,
    members: room,
    faces: room,
    powers: room,
    eraser: room,
    notes: { erase: () => Promise.resolve() },
    clock,
    settings,
    log,
    count: () => undefined,
  });
  id = randomUUID() as ConversationId;
  const texts = { number: "12-34", situation: "online", urgency: "normal", language: "fr", training: false } as const;
  await store.begin({ id, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
});

async function becomes(state: Conversation): Promise<void> {
  const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
  await store.open(id, "!room" as RoomId, session, () => ({ state, audit: [], jobs: [] }));
}

const waiting = (asked: UserId[]): Conversation => ({
  phase: "waiting",
  readySince: NOW,
  asked,
  lastAskedAt: NOW,
  absentSince: null,
});
const offered = (officer: UserId, asked: UserId[]): Conversation => ({
  phase: "offered",
  readySince: NOW,
  asked,
  officer,
  offeredAt: NOW,
  deadline: NOW,
  invited: true,
});

it("keeps an exercise's name as one, in a room that tells how the page is", async () => {
  const exercise = randomUUID() as ConversationId;
  const texts = { number: "12-35", situation: "online", urgency: "normal", language: "fr", training: true } as const;
  const who = "@victim-2:v.example" as UserId;
  await store.begin({ id: exercise, keyHash: randomBytes(32), victim: who, at: NOW, ...texts }, []);
  const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
  const state = { phase: "active", readySince: NOW, officers: [amina], page: "lost" } as const;
  await store.open(exercise, "!exercise" as RoomId, session, () => ({ state, audit: [], jobs: [] }));
  await cleaning.face(exercise);
  expect(room.names).toEqual(["[EXERCICE] Conversation 12-35 : connexion perdue"]);
});

describe("whoever is no longer named", () => {
  const cases: [string, Conversation, PresentMember["membership"], "stays" | "goes", Conversation["phase"]][] = [
    ["invited, another is asked", offered(bruno, [amina]), "invite", "goes", "offered"],
    ["joined, another is asked", offered(bruno, [amina]), "join", "goes", "offered"],
    ["invited, nobody else is asked", waiting([amina]), "invite", "goes", "waiting"],
    ["joined too late, nobody else is asked: welcome", waiting([amina]), "join", "stays", "active"],
    ["joined, never asked", waiting([]), "join", "goes", "waiting"],
    ["named again meanwhile", offered(amina, []), "invite", "stays", "offered"],
    ["joined a closed conversation", { phase: "closed", reason: "idle", at: NOW }, "join", "goes", "closed"],
  ];
  it.each(cases)("%s", async (_name, state, membership, fate, phase) => {
    room.members.set(amina, membership);
    await becomes(state);
    await cleaning.remove(id, amina, "withdrawn");
    expect(room.members.has(amina)).toBe(fate === "stays");
    expect((await store.read(id))?.state.phase).toBe(phase);
    await cleaning.remove(id, amina, "withdrawn");
    expect(room.members.has(amina)).toBe(fate === "stays");
  });
});

describe("a closed conversation", () => {
  it("sees everybody but the victim out, with a reason", async () => {
    room.members.set(amina, "join").set(bruno, "invite");
    const state = { phase: "closed", reason: "emergency", at: NOW } as const;
    await becomes(state);
    await cleaning.dismiss(id);
    expect([...room.members.keys()]).toEqual([victim]);
    expect(room.reasons).toEqual([farewell(state), farewell(state)]);
    // Named before: afterwards their servers would not hear of it.
    expect(room.names).toEqual(["Conversation 12-34 : partie en urgence"]);
  });

  it("is erased when the last homeserver answered, not before", async () => {
    await becomes({ phase: "closed", reason: "victim", at: NOW });
    room.down = "p.example";
    await cleaning.erase(id, "v.example");
    await expect(cleaning.erase(id, "p.example")).rejects.toThrow("down");
    expect(await store.read(id)).not.toBeNull();
    room.down = "";
    await cleaning.erase(id, "p.example");
    expect(await store.read(id)).toBeNull();
    await cleaning.erase(id, "p.example");
    expect(room.erased).toEqual(["v.example", "p.example"]);
  });

  it("touches no conversation that is not closed", async () => {
    room.members.set(amina, "join");
    await becomes({ phase: "active", readySince: NOW, officers: [amina], page: "here" });
    await cleaning.dismiss(id);
    await cleaning.erase(id, "v.example");
    expect([room.members.has(amina), room.erased]).toEqual([true, []]);
  });
});

import { randomBytes, randomUUID } from "node:crypto";
import type { ConversationId, DeviceId, EventId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";
import { LIMITS } from "../domain/testing/limits.ts";
import { MemoryConversations } from "../testing/memoryConversations.ts";
import { conversationView, permanenceView } from "./officerViews.ts";
import { OfficersDesk } from "./officersDesk.ts";

const NOW = 1_000_000;
const amina = "@amina:police.example" as UserId;
const bruno = "@bruno:police.example" as UserId;
const claire = "@claire:gendarmerie.example" as UserId;
const mallory = "@mallory:elsewhere.example" as UserId;
const settings = { limits: LIMITS, offer: 60_000, retention: 0, homeservers: ["v", "p", "g"] };

const listed = (userId: UserId, number: number, over: Partial<RosterOfficer> = {}): RosterOfficer => ({
  userId,
  number,
  corps: userId === claire ? "gendarmerie" : "police",
  onDuty: true,
  onBreak: false,
  attested: true,
  supervisor: false,
  capacity: 1,
  skills: [],
  load: 0,
  ...over,
});

let store: MemoryConversations;
let roster: RosterOfficer[];
let desk: OfficersDesk;
let id: ConversationId;

beforeEach(async () => {
  store = new MemoryConversations();
  roster = [listed(amina, 1, { load: 1 }), listed(bruno, 2, { supervisor: true }), listed(claire, 1)];
  store.officers.push(...roster.map((one) => ({ ...one, trainingLoad: 0, lastAskedAt: null })));
  desk = new OfficersDesk({
    store,
    roster: { everybody: () => Promise.resolve(roster) },
    clock: { now: () => NOW },
    settings,
  });
  id = randomUUID() as ConversationId;
  const texts = { number: "12-34", situation: "online", urgency: "normal", language: "fr", training: false } as const;
  const victim = "@victim-1:v.example" as UserId;
  await store.begin({ id, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
});

async function becomes(state: Conversation): Promise<void> {
  const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
  await store.open(id, "!room" as RoomId, session, () => ({ state, audit: [], jobs: [] }));
}
const state = async (): Promise<Conversation | undefined> => (await store.read(id))?.state;
const active: Conversation = { phase: "active", readySince: NOW, officers: [amina], page: "here" };
const waiting: Conversation = {
  phase: "waiting",
  readySince: NOW - 1,
  asked: [],
  lastAskedAt: null,
  absentSince: null,
};
const anyone = { wanted: { kind: "anyone", skill: null }, stays: false } as const;
const to = (userId: UserId) => ({ wanted: { kind: "officer", userId }, stays: false }) as const;

describe("a handover", () => {
  beforeEach(() => becomes(active));

  it("is ordered by whoever is in it, and by a supervisor", async () => {
    expect(await desk.handOver(id, claire, anyone)).toEqual({ ok: false, why: "not-allowed" });
    expect(await desk.handOver(id, bruno, anyone)).toEqual({ ok: true });
    expect(await state()).toMatchObject({ handover: { by: bruno, from: amina } });
    expect(await desk.handOver(id, amina, anyone)).toEqual({ ok: false, why: "handover-under-way" });
    expect(await desk.cancelHandover(id, amina)).toEqual({ ok: true });
    expect(await desk.handOver(id, amina, { ...anyone, stays: true })).toEqual({ ok: true });
    expect(await state()).toMatchObject({ handover: { by: amina, from: null } });
  });

  it.each<[string, UserId, Partial<RosterOfficer>, string]>([
    ["off duty", claire, { onDuty: false }, "not-free"],
    ["on a break", claire, { onBreak: true }, "not-free"],
    ["not attested", claire, { attested: false }, "not-free"],
    ["with no room for one more", claire, { load: 1 }, "not-free"],
    ["not on the roster", mallory, {}, "nobody-such"],
    ["who is in it already", amina, { load: 0 }, "already-in-it"],
  ])("not to somebody %s", async (_what, whom, over, why) => {
    roster = roster.map((one) => (one.userId === whom ? { ...one, ...over } : one));
    expect(await desk.handOver(id, amina, to(whom))).toEqual({ ok: false, why });
    expect(await state()).toEqual(active);
  });
});

describe("a conversation that waits", () => {
  beforeEach(() => becomes(waiting));

  it("is taken by hand by whoever has room for it", async () => {
    await desk.assign(id, claire, claire);
    expect(await state()).toMatchObject({ phase: "offered", officer: claire });
    expect(store.audit.map(({ who, what }) => `${who} ${what}`)).toContain(`${claire} took by hand`);
  });

  it("is assigned to another by a supervisor only", async () => {
    expect(await desk.assign(id, amina, claire)).toEqual({ ok: false, why: "not-allowed" });
    expect(await desk.assign(id, mallory, mallory)).toEqual({ ok: false, why: "not-allowed" });
    expect(await state()).toEqual(waiting);
    expect(await desk.assign(id, bruno, claire)).toEqual({ ok: true });
    expect(await state()).toMatchObject({ phase: "offered", officer: claire });
  });

  it("is taken on a break too, and assigned to nobody who is on one", async () => {
    store.officers.splice(0, 3, { ...listed(claire, 1, { onBreak: true }), trainingLoad: 0, lastAskedAt: null });
    expect(await desk.assign(id, bruno, claire)).toEqual({ ok: false, why: "not-free" });
    expect(await desk.assign(id, claire, claire)).toEqual({ ok: true });
  });

  it("is not given to whoever has no room", async () => {
    store.officers.splice(0, 3, { ...listed(claire, 1, { capacity: 0 }), trainingLoad: 0, lastAskedAt: null });
    expect(await desk.assign(id, claire, claire)).toEqual({ ok: false, why: "not-free" });
    expect(await state()).toEqual(waiting);
  });

  it("is declined by whoever was asked, with a reason that is kept", async () => {
    await desk.assign(id, claire, claire);
    expect(await desk.decline(id, amina, "busy")).toEqual({ ok: false, why: "unknown" });
    expect(await desk.decline(id, claire, "language")).toEqual({ ok: true });
    expect(await state()).toMatchObject({ phase: "waiting", asked: [claire] });
    expect(store.audit.map(({ what }) => what)).toContain("declined because: language");
    const removal = { task: "remove", conversation: id, member: claire, why: "withdrawn" };
    expect(store.jobs).toContainEqual({ job: removal });
  });
});

describe("whoever is not in it", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["puts nothing back", () => desk.requeue(id, claire)],
    ["ends nothing", () => desk.conclude(id, claire, null)],
    ["cancels nothing", () => desk.cancelHandover(id, claire)],
  ])("%s", async (_what, act) => {
    await becomes(active);
    expect(await act()).toEqual({ ok: false, why: "not-allowed" });
    expect(await state()).toEqual(active);
  });
});

it("ends what an officer concludes, and takes out whoever puts it back", async () => {
  await becomes(active);
  expect(await desk.requeue(id, amina)).toEqual({ ok: true });
  expect(await state()).toMatchObject({ phase: "waiting", asked: [amina] });
  await store.change(id, () => ({ state: active, audit: [], jobs: [] }));
  expect(await desk.conclude(id, amina, null)).toEqual({ ok: true });
  expect(await state()).toMatchObject({ phase: "closed", reason: "officer" });
});

describe("a patrol", () => {
  it.each([
    ["is told to the operations room", false, ["patrol"]],
    ["is told to nobody in an exercise", true, []],
  ])("%s", async (_what, training, told) => {
    const which = randomUUID() as ConversationId;
    const texts = { number: "12-35", situation: "online", urgency: "normal", language: "fr", training } as const;
    const victim = "@victim-2:v.example" as UserId;
    await store.begin({ id: which, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
    const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
    await store.open(which, "!other" as RoomId, session, () => ({ state: active, audit: [], jobs: [] }));
    expect(await desk.orderPatrol(which, amina)).toEqual({ ok: true });
    expect(store.jobs.filter(({ job }) => job.task === "patrol").map(({ job }) => job.task)).toEqual(told);
    expect(store.audit.at(-1)).toEqual({ who: amina, what: "patrol ordered" });
    expect(await desk.orderPatrol(which, amina)).toEqual({ ok: false, why: "ordered-already" });
  });
});

describe("private notes", () => {
  it("are opened by whoever is in it, once, and shown with the names of all who may have written", async () => {
    await becomes(active);
    expect(await desk.openNotes(id, claire)).toEqual({ ok: false, why: "not-allowed" });
    expect(await desk.openNotes(id, mallory)).toEqual({ ok: false, why: "not-allowed" });
    const asked = () => store.jobs.filter(({ job }) => job.task === "notes").length;
    expect(asked()).toBe(0);
    expect(await desk.openNotes(id, amina)).toEqual({ ok: true });
    expect(asked()).toBe(1);
    const root = "$root" as EventId;
    const shown = async () => {
      const now = await store.read(id);
      return now && conversationView(now, roster, "!notes" as RoomId)?.notes;
    };
    expect(await shown()).toBeNull();
    await store.change(id, () => ({ state: active, notes: { root, events: [] }, audit: [], jobs: [] }));
    expect(await shown()).toEqual({
      ...{ roomId: "!notes", root },
      officers: roster.map(({ userId, corps, number }) => ({ userId, corps, number })),
    });
    expect(await desk.openNotes(id, amina)).toEqual({ ok: true });
    expect(asked()).toBe(1);
  });

  it("are not opened of one that waits, or has ended", async () => {
    await becomes(waiting);
    expect(await desk.openNotes(id, bruno)).toEqual({ ok: false, why: "wrong-phase" });
  });
});

describe("what has ended", () => {
  const classification = { situation: "home", risk: "grave", orientation: "complaint", outcome: "helped" } as const;
  const closed: Conversation = { phase: "closed", reason: "victim", at: NOW - 5_000, before: [amina] };

  it("is said afterwards, by whoever was in it and nobody else, and is then no more on their list", async () => {
    await becomes(closed);
    expect(await desk.classify(id, bruno, classification)).toEqual({ ok: false, why: "unknown" });
    const shown = async (me: RosterOfficer | undefined) =>
      me && permanenceView(me, roster, [], await desk.unclassified(me.userId)).toClassify;
    expect(await shown(roster[1])).toEqual([]);
    expect(await shown(roster[0])).toMatchObject([{ conversation: id, number: "12-34", endedAt: NOW - 5_000 }]);
    expect(await desk.classify(id, amina, classification)).toEqual({ ok: true });
    expect(await shown(roster[0])).toEqual([]);
    expect(await state()).toEqual(closed);
    expect(store.audit.at(-1)).toEqual({ who: amina, what: "classified" });
  });

  it("is not said of one that goes on", async () => {
    await becomes(active);
    expect(await desk.classify(id, amina, classification)).toEqual({ ok: false, why: "unknown" });
  });
});

import { randomBytes, randomUUID } from "node:crypto";
import { LIMITS } from "../domain/testing/limits.ts";
import {
  type ConversationId,
  type DeviceId,
  IdempotencyKey,
  type RoomId,
  type StartRequest,
  type StartResponse,
  type UserId,
} from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobRequest } from "../ports/jobs.ts";
import { MatrixUnavailable, type RoomMaker } from "../ports/matrix.ts";
import { MemoryConversations } from "../testing/memoryConversations.ts";
import { changeOrNothing } from "./change.ts";
import { Desk } from "./desk.ts";
import { PREPARED_MS, Preparing } from "./preparing.ts";
import type { Settings } from "./settings.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const settings: Settings = {
  limits: LIMITS,
  offer: 60_000,
  retention: 1_000,
  homeservers: ["v.example", "p.example"],
};
const amina = "@amina:p.example" as UserId;

/** Makes what it is asked for, counts it, and fails when told to. */
class Rooms implements RoomMaker {
  accounts = 0;
  asked = 0;
  readonly rooms = new Map<string, RoomId>();
  failing: "account" | "room" | null = null;
  account(): Promise<{ accessToken: string; deviceId: DeviceId }> {
    this.asked += 1;
    if (this.failing === "account") return Promise.reject(new MatrixUnavailable(503, "M_UNKNOWN", "/register"));
    this.accounts += 1;
    return Promise.resolve({ accessToken: `syt_${this.accounts}`, deviceId: `DEVICE${this.accounts}` as DeviceId });
  }
  readonly names: string[] = [];
  room(alias: string, name: string): Promise<RoomId> {
    this.asked += 1;
    this.names.push(name);
    if (this.failing === "room") return Promise.reject(new MatrixUnavailable(503, "M_UNKNOWN", "/createRoom"));
    const room = this.rooms.get(alias) ?? (`!${alias}` as RoomId);
    this.rooms.set(alias, room);
    return Promise.resolve(room);
  }
}

let store: MemoryConversations;
let rooms: Rooms;
let jobs: JobRequest[];
let now: number;
let desk: Desk;

/** Another process on the same database. */
const anotherDesk = (): Desk =>
  new Desk({
    store,
    changes: store,
    rooms,
    addJob: (request) => Promise.resolve(void jobs.push(request)),
    clock: { now: () => now },
    randomness: {
      uuid: () => randomUUID() as ConversationId,
      bytes: randomBytes,
      int: (below) => below - 1,
    },
    log: silent,
    settings,
    secret: Buffer.alloc(32, 7),
    victimsServer: "v.example",
  });

beforeEach(() => {
  store = new MemoryConversations();
  rooms = new Rooms();
  jobs = [];
  now = 1_000_000;
  desk = anotherDesk();
});

const request = (): StartRequest => ({
  idempotencyKey: IdempotencyKey.parse(randomBytes(32).toString("base64url")),
  situation: "online",
  urgency: "normal",
  language: "fr",
});
const started = async (one = request()): Promise<StartResponse> => {
  const outcome = await desk.start(one);
  if (!outcome.ok) throw new Error(outcome.refusal.why);
  return outcome.value;
};
const offerTo = (id: ConversationId, officer: UserId): Promise<unknown> =>
  store.change(id, (conversation) =>
    changeOrNothing(conversation, { type: "offer", officer, deadline: now + 60_000, newRound: false }, now, settings),
  );
const never = new AbortController().signal;

describe("starting", () => {
  it("is one conversation for one key: in one process, in two, and later", async () => {
    const one = request();
    const other = anotherDesk();
    const all = await Promise.all([...Array.from({ length: 10 }, () => desk.start(one)), other.start(one)]);
    expect(new Set(all.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await other.start(one)).toEqual(all[0]);
    expect([rooms.accounts, rooms.rooms.size]).toEqual([1, 1]);
  });

  it.each(["account", "room"] as const)("is finished by a retry when %s failed", async (failing) => {
    const one = request();
    rooms.failing = failing;
    expect(await desk.start(one)).toMatchObject({ ok: false, refusal: { code: "ABRI_UNAVAILABLE" } });
    rooms.failing = null;
    expect(await desk.start(one)).toMatchObject({ ok: true });
    expect(rooms.rooms.size).toBe(1);
  });

  it("is refused with the key of a conversation that is over", async () => {
    const one = request();
    await desk.close((await started(one)).conversationId, "victim");
    expect(await desk.start(one)).toMatchObject({ ok: false, refusal: { code: "ABRI_WRONG_PHASE" } });
  });
});

describe("starting with a room made in advance", () => {
  const prepare = async (n: number, secret = Buffer.alloc(32, 7)): Promise<void> => {
    const making = { rooms, secret, victimsServer: "v.example", size: n, prepared: store.prepared };
    const randomness = { uuid: () => randomUUID() as ConversationId, bytes: randomBytes, int: () => 0 };
    const eraser = { erase: () => Promise.resolve() };
    const clock = { now: () => now };
    for (let made = 0; made < n; made += 1)
      await new Preparing({ ...making, randomness, eraser, clock, addJob: () => Promise.resolve() }).step();
  };
  const tasks = (): string[] => store.jobs.map(({ job }) => job.task);

  it("asks the homeserver for nothing, and calls for another one", async () => {
    await prepare(1);
    const asked = rooms.asked;
    const { sessionToken, userId, roomId, deviceId, conversationId } = await started();
    expect(rooms.asked).toBe(asked);
    expect(await desk.session(sessionToken)).toMatchObject({
      accessToken: "syt_1",
      userId,
      roomId,
      deviceId,
      conversationId,
    });
    expect(roomId).toBe(`!conversation-${conversationId}`);
    expect(tasks().toSorted()).toEqual(["prepare", "tick"]);
    // The control: when there is none, it is made.
    await started();
    expect(rooms.asked).toBe(asked + 2);
  });

  it("takes one for one key: in one process, in two, and later", async () => {
    await prepare(3);
    const one = request();
    const other = anotherDesk();
    const all = await Promise.all([...Array.from({ length: 20 }, () => desk.start(one)), other.start(one)]);
    expect(new Set(all.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(await other.start(one)).toEqual(all[0]);
    expect(await store.prepared.count()).toBe(2);
  });

  it("makes user and room when what was made is too old, or was sealed under another secret", async () => {
    await prepare(1);
    now += PREPARED_MS + 1;
    await started();
    await prepare(2, Buffer.alloc(32, 8));
    const made = rooms.rooms.size;
    await started();
    expect(rooms.rooms.size).toBe(made + 1);
  });
});

describe("starting an exercise", () => {
  it("takes no room that was made for a victim, and its own is called an exercise from its first moment", async () => {
    const making = {
      rooms,
      secret: Buffer.alloc(32, 7),
      victimsServer: "v.example",
      size: 1,
      prepared: store.prepared,
    };
    const randomness = { uuid: () => randomUUID() as ConversationId, bytes: randomBytes, int: () => 0 };
    const eraser = { erase: () => Promise.resolve() };
    const addJob = () => Promise.resolve();
    await new Preparing({ ...making, randomness, eraser, clock: { now: () => now }, addJob }).step();
    expect(await desk.start(request(), true)).toMatchObject({ ok: true });
    expect(await store.prepared.count()).toBe(1);
    expect(rooms.names).toEqual(["Conversation 10-10", "[EXERCICE] Conversation 99-99"]);
    // The control: a victim takes it.
    await started();
    expect(await store.prepared.count()).toBe(0);
    expect((await store.living()).map(({ training }) => training).toSorted()).toEqual([false, true]);
  });
});

describe("a session", () => {
  it("gives the gateway the opened token, and nobody to invite before an offer", async () => {
    const { sessionToken, userId, roomId } = await started();
    expect(await desk.session(sessionToken)).toMatchObject({
      accessToken: "syt_1",
      userId,
      roomId,
      peers: [userId],
      invitable: null,
    });
  });

  it("names the officer being asked, and is dead when the conversation closes", async () => {
    const { sessionToken, conversationId, userId } = await started();
    await desk.ready(conversationId);
    await offerTo(conversationId, amina);
    expect(await desk.session(sessionToken)).toMatchObject({ peers: [userId, amina], invitable: amina });
    await desk.close(conversationId, "emergency");
    expect(await desk.session(sessionToken)).toBeNull();
    expect(await desk.ready(conversationId)).toMatchObject({ ok: false });
    const erasures = store.jobs.filter(({ job }) => job.task === "erase");
    expect(erasures.map(({ runAt }) => runAt)).toEqual([now + settings.retention, now + settings.retention]);
  });
});

describe("the status", () => {
  it("answers at once when it has news, and when its time is over", async () => {
    const { conversationId } = await started();
    const first = await desk.status(conversationId, 0, 10_000, never);
    expect(first).toEqual({ version: 1, status: { phase: "waiting", ready: false, position: 1, minutes: null } });
    expect(await desk.status(conversationId, 1, 0, never)).toEqual(first);
  });

  it("waits for the next change, whichever it is", async () => {
    const { conversationId } = await started();
    const next = desk.status(conversationId, 1, 10_000, never);
    await desk.ready(conversationId);
    expect(await next).toMatchObject({ version: 2, status: { phase: "waiting", ready: true } });
    const last = desk.status(conversationId, 2, 10_000, never);
    await desk.close(conversationId, "victim");
    expect(await last).toMatchObject({ status: { phase: "closed", reason: "victim" } });
  });

  it("ends when the request does", async () => {
    const { conversationId } = await started();
    const request = new AbortController();
    const waiting = desk.status(conversationId, 1, 60_000, request.signal);
    request.abort();
    expect(await waiting).toMatchObject({ version: 1 });
  });
});

describe("danger", () => {
  const position = async (id: ConversationId): Promise<unknown> => (await desk.status(id, -1, 0, never)).status;

  it("comes first in the queue, is asked for at once, and only once", async () => {
    const [first, second] = [await started(), await started()];
    await desk.ready(first.conversationId);
    now += 1;
    await desk.ready(second.conversationId);
    expect(await position(second.conversationId)).toMatchObject({ position: 2 });
    store.jobs.length = 0;
    expect(await desk.danger(second.conversationId)).toEqual({ ok: true, value: null });
    expect(await desk.danger(second.conversationId)).toEqual({ ok: true, value: null });
    expect(await position(second.conversationId)).toMatchObject({ position: 1 });
    expect(store.jobs.filter(({ job }) => job.task === "match")).toHaveLength(1);
    expect(store.audit.filter(({ what }) => what === "in danger now")).toHaveLength(1);
  });

  it("may be said with the start, and not when all is over", async () => {
    const first = await started();
    await desk.ready(first.conversationId);
    const second = await started({ ...request(), situation: "unsaid", urgency: "danger" });
    now += 1;
    await desk.ready(second.conversationId);
    expect(await position(second.conversationId)).toMatchObject({ position: 1 });
    await desk.close(second.conversationId, "victim");
    expect(await desk.danger(second.conversationId)).toEqual({ ok: true, value: null });
    await desk.close(first.conversationId, "victim");
    expect(await desk.danger(first.conversationId)).toMatchObject({ ok: false });
  });
});

describe("what closes", () => {
  it("is told once, also to who listens too late", async () => {
    const { conversationId } = await started();
    let told = 0;
    desk.onClosed(conversationId, () => (told += 1));
    const stop = desk.onClosed(conversationId, () => (told += 100));
    stop();
    await desk.close(conversationId, "victim");
    await desk.close(conversationId, "victim");
    expect(told).toBe(1);
    await new Promise<void>((resolve) => desk.onClosed(conversationId, resolve));
  });
});

describe("a page that was taken as absent", () => {
  it("is offered again when it is heard of", async () => {
    const { conversationId } = await started();
    await desk.ready(conversationId);
    await offerTo(conversationId, amina);
    now += settings.limits.invite;
    await store.change(conversationId, (conversation) =>
      changeOrNothing(conversation, { type: "tick", signs: conversation, limits: settings.limits }, now, settings),
    );
    now += 1;
    await desk.heard(conversationId);
    await desk.heard(conversationId);
    expect(jobs).toEqual([{ job: { task: "match" } }, { job: { task: "tick", conversation: conversationId } }]);
  });
});

describe("how the page is", () => {
  const over = () => {
    const gone = new AbortController();
    return { signal: gone.signal, leave: () => gone.abort() };
  };
  const tickAt = (conversation: ConversationId, runAt?: number) => [
    { job: { task: "tick", conversation }, ...(runAt === undefined ? {} : { runAt }) },
  ];

  it("is noted as the page says, and what is closed stays closed", async () => {
    const { conversationId } = await started();
    for (const page of ["hidden", "closed", "shown"] as const) await desk.page(conversationId, page);
    expect(await store.read(conversationId)).toMatchObject({ page: "closed", heardAt: now });
    expect(jobs.slice(-1)).toEqual(tickAt(conversationId));
  });

  it("is silent from the moment in which it ends the last request that it held open", async () => {
    const { conversationId } = await started();
    const [status, sync] = [over(), over()];
    const endStatus = desk.attend(conversationId, status.signal);
    const endSync = desk.attend(conversationId, sync.signal);
    now += 2_000;
    status.leave();
    endStatus();
    await Promise.resolve();
    expect(await store.read(conversationId)).toMatchObject({ hungUpAt: null });
    sync.leave();
    endSync();
    await expect.poll(() => jobs.slice(-1)).toEqual(tickAt(conversationId, now + settings.limits.silence));
    expect(await store.read(conversationId)).toMatchObject({ hungUpAt: now });
  });

  it("is not silent when a request was answered, or when it was heard of since", async () => {
    const { conversationId } = await started();
    const answered = over();
    desk.attend(conversationId, answered.signal)();
    const ended = over();
    const end = desk.attend(conversationId, ended.signal);
    now += 1_000;
    // By another process, to which the page has turned.
    await store.heard(conversationId, now);
    ended.leave();
    end();
    await Promise.resolve();
    expect(await store.read(conversationId)).toMatchObject({ hungUpAt: null });
  });
});

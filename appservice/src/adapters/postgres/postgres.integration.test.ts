/** The stores and the job runner on a real PostgreSQL. */
import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { ConversationId, EventId, RoomId, UserId } from "@abri/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import type { Change, StoredConversation } from "../../ports/conversationStore.ts";
import type { MemberEvent } from "../../ports/inboxStore.ts";
import type { Job, JobHandlers } from "../../ports/jobs.ts";
import { conversationStoreSuite } from "../../testing/conversationStoreSuite.ts";
import { fileStoreSuite } from "../../testing/fileStoreSuite.ts";
import { eventually } from "../../testing/liveSystem.ts";
import { preparedStoreSuite } from "../../testing/preparedStoreSuite.ts";
import { addJobs } from "./addJobs.ts";
import { PostgresConversations } from "./conversations.ts";
import { PostgresFiles } from "./files.ts";
import { PostgresInbox } from "./inbox.ts";
import { migrate } from "./migrate.ts";
import { Notifications } from "./notifications.ts";
import { PostgresPrepared } from "./prepared.ts";
import { PostgresRoster } from "./roster.ts";
import { JobRunner } from "./runner.ts";
import { createTestDatabase, type TestDatabase } from "./testDatabase.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const NOW = 1_700_000_000_000;
let database: TestDatabase;

beforeAll(async () => {
  const { postgres } = z
    .object({ postgres: z.string() })
    .parse(JSON.parse(readFileSync(inject("endpointsFile"), "utf8")));
  database = await createTestDatabase(postgres);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query("delete from conversations");
  await database.pool.query("delete from officers");
  await database.pool.query("delete from answered");
  await database.pool.query("delete from feedback_due");
  await database.pool.query("delete from prepared");
  await database.pool.query("delete from graphile_worker._private_jobs");
});

const count = async (sql: string, values: unknown[] = []): Promise<number> =>
  (await database.pool.query<{ n: number }>(`select count(*) as n from ${sql}`, values)).rows[0]?.n ?? -1;

conversationStoreSuite("conversations in PostgreSQL", () => {
  const { pool } = database;
  const store = new PostgresConversations(pool);
  return Promise.resolve({
    store,
    jobsOf: async (id) =>
      (
        await pool.query<{ task: string }>(
          "select task_identifier as task from graphile_worker.jobs where key like '%' || $1",
          [id],
        )
      ).rows.map(({ task }) => task),
    auditLines: () => count("audit"),
    answers: async () =>
      (
        await pool.query<{ said: string }>(
          "select concat_ws(' ', heard, coalesce(helped, '-'), knows) as said from feedback",
        )
      ).rows.map(({ said }) => said),
    due: () => count("feedback_due"),
    addOfficer: async (userId, capacity) => {
      const roster = new PostgresRoster(pool);
      await roster.put({
        userId,
        corps: "police",
        member: true,
        duty: { on: true, capacity, skills: [], break: false },
        supervisor: false,
      });
      await roster.attested(userId, true, NOW);
    },
  });
});

preparedStoreSuite("rooms prepared in PostgreSQL", () => {
  const { pool } = database;
  return Promise.resolve({ store: new PostgresConversations(pool), prepared: new PostgresPrepared(pool) });
});

describe("files in PostgreSQL", () => {
  const conversations = () => new PostgresConversations(database.pool);
  fileStoreSuite(
    () => new PostgresFiles(database.pool),
    async () => (await openConversation(conversations())).id,
  );
});

async function openConversation(
  store: PostgresConversations,
  training = false,
): Promise<{ id: ConversationId; roomId: RoomId }> {
  const id = randomUUID() as ConversationId;
  const roomId = `!${randomBytes(8).toString("hex")}` as RoomId;
  const victim = `@victim-${id}:victims.example` as UserId;
  const texts = { number: "12-34", situation: "online", urgency: "normal", language: "fr", training } as const;
  await store.begin({ id, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
  const session = { tokenHash: randomBytes(32), deviceId: "D" as never, sealedAccessToken: randomBytes(8) };
  await store.open(id, roomId, session, ({ state }) => ({
    state: state.phase === "opening" ? waiting(NOW) : state,
    audit: [],
    jobs: [],
  }));
  return { id, roomId };
}
const waiting = (readySince: number): Change["state"] => ({
  phase: "waiting",
  readySince,
  asked: [],
  lastAskedAt: null,
  absentSince: null,
});

describe("the database", () => {
  it("is migrated once, by several processes at once", async () => {
    await Promise.all([migrate(database.pool, silent), migrate(database.pool, silent), migrate(database.pool, silent)]);
    const files = readdirSync(new URL("migrations/", import.meta.url)).filter((name) => name.endsWith(".sql"));
    expect(await count("migrations")).toBe(files.length);
  });

  it("lets nobody change or empty the audit trail", async () => {
    await database.pool.query("insert into audit (who, what) values ('desk', 'test')");
    for (const sql of ["update audit set what = 'other'", "delete from audit", "truncate audit"])
      await expect(database.pool.query(sql)).rejects.toThrow("append-only");
    expect(await count("audit where what = 'test'")).toBe(1);
  });

  it("gives officers of a corps their numbers once", async () => {
    const roster = new PostgresRoster(database.pool);
    const names = ["@a:p.example", "@b:p.example", "@c:p.example"] as UserId[];
    const put = (userId: UserId) =>
      roster.put({ userId, corps: "police", member: true, duty: null, supervisor: false });
    const first = await Promise.all(names.map(put));
    expect(first.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
    expect(await Promise.all(names.map(put))).toEqual(first);
    const other = await roster.put({
      userId: "@d:g.example" as UserId,
      corps: "gendarmerie",
      member: true,
      duty: null,
      supervisor: false,
    });
    expect(other.number).toBe(1);
  });

  it("wakes who waits for a change, and keeps nothing of who does not", async () => {
    const store = new PostgresConversations(database.pool);
    const changes = new Notifications(database.url);
    await changes.start();
    const { id } = await openConversation(store);
    const seen: string[] = [];
    const stop = changes.onChange(id, (phase) => seen.push(phase));
    await store.change(id, () => ({ state: { phase: "closed", reason: "victim", at: NOW }, audit: [], jobs: [] }));
    await eventually(
      () => Promise.resolve(seen),
      (phases) => phases.includes("closed"),
    );
    stop();
    // The connection breaks: whoever waits is told that something may have been missed.
    changes.onChange(id, (phase) => seen.push(phase));
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'abri-listen' and datname = current_database()",
    );
    await eventually(
      () => Promise.resolve(seen),
      (phases) => phases.includes("unknown"),
    );
    await changes.stop();
  });
});

describe("an exercise", () => {
  it.each([
    ["a victim's conversation", false],
    ["an exercise", true],
  ])("is marked in the audit trail and leaves nothing in the statistics: %s", async (_what, training) => {
    const store = new PostgresConversations(database.pool);
    await database.pool.query("delete from statistics");
    const lines = () => count("audit where ref is not null and training");
    const before = await lines();
    const { id } = await openConversation(store, training);
    const closed: Change["state"] = { phase: "closed", reason: "victim", at: NOW };
    await store.change(id, () => ({ state: closed, audit: [{ who: "victim", what: "closed: victim" }], jobs: [] }));
    expect((await store.counts()).closed).toEqual(training ? {} : { victim: 1 });
    await store.erasedOn(id, "v", ["v"]);
    expect(await count("statistics")).toBe(training ? 0 : 1);
    expect((await store.counts()).closed).toEqual(training ? {} : { victim: 1 });
    // Closed and erased.
    expect((await lines()) - before).toBe(training ? 2 : 0);
  });
});

describe("the inbox", () => {
  const event = (roomId: RoomId, n: number, membership: MemberEvent["membership"] = "join"): MemberEvent => ({
    eventId: `$event${n}-${roomId}` as EventId,
    roomId,
    sender: "@amina:police.example" as UserId,
    member: "@amina:police.example" as UserId,
    membership,
  });

  it("stores an event once, however often its transaction comes, and processes it once, in order", async () => {
    const store = new PostgresConversations(database.pool);
    const inbox = new PostgresInbox(database.pool);
    const { roomId } = await openConversation(store);
    const events = [event(roomId, 1, "invite"), event(roomId, 2), event(roomId, 3, "leave")];
    expect(await Promise.all([inbox.receive(events, []), inbox.receive(events, [])])).toContain(3);
    expect(await count("inbox where room_id = $1", [roomId])).toBe(3);
    expect(await count("graphile_worker.jobs where key = 'inbox:' || $1", [roomId])).toBe(1);
    const seen: string[] = [];
    const decide = (_: StoredConversation, { membership }: MemberEvent): null => {
      seen.push(membership);
      return null;
    };
    await Promise.all([inbox.process(roomId, decide), inbox.process(roomId, decide)]);
    await inbox.receive(events, []);
    await inbox.process(roomId, decide);
    expect(seen).toEqual(["invite", "join", "leave"]);
    expect(await count("inbox where event is not null")).toBe(0);
  });

  it("loses nothing and doubles nothing when the process dies in the middle", async () => {
    const store = new PostgresConversations(database.pool);
    const inbox = new PostgresInbox(database.pool);
    const { id, roomId } = await openConversation(store);
    await inbox.receive([event(roomId, 1), event(roomId, 2)], []);
    const change = (readySince: number): Change => ({
      state: waiting(readySince),
      audit: [{ who: "desk", what: "dies" }],
      jobs: [],
    });
    let n = 0;
    await expect(
      inbox.process(roomId, () => {
        n += 1;
        if (n === 2) throw new Error("killed");
        return change(NOW + 1);
      }),
    ).rejects.toThrow("killed");
    expect(await store.read(id)).toMatchObject({ version: 1 });
    expect(await count("audit where what = 'dies'")).toBe(0);
    await inbox.process(roomId, () => change(NOW + 2));
    expect(await store.read(id)).toMatchObject({ version: 3 });
    expect(await count("audit where what = 'dies'")).toBe(2);
  });

  it("keeps nothing of a room that is not a conversation, and nothing of one that is erased", async () => {
    const store = new PostgresConversations(database.pool);
    const inbox = new PostgresInbox(database.pool);
    expect(await inbox.receive([event("!unknown" as RoomId, 1)], [])).toBe(0);
    const { id, roomId } = await openConversation(store);
    await inbox.receive([event(roomId, 1)], []);
    await store.change(id, () => ({ state: { phase: "closed", reason: "victim", at: NOW }, audit: [], jobs: [] }));
    await store.erasedOn(id, "v", ["v"]);
    expect(await count("inbox")).toBe(0);
    expect(await inbox.receive([event(roomId, 1)], [])).toBe(0);
  });
});

describe("the job runner", () => {
  const runner = (done: (job: Job) => Promise<void>): JobRunner => {
    const handlers = Object.fromEntries(
      [
        "match",
        "match-later",
        "tick",
        "inbox",
        "roster",
        "order",
        "permanence",
        "remove",
        "face",
        "powers",
        "widget",
        "dismiss",
        "erase",
        "prepare",
        "prepare-later",
      ].map((task) => [task, done]),
    ) as unknown as JobHandlers;
    const { pool, url } = database;
    return new JobRunner({ pool, connectionString: url, handlers, now: () => Date.now(), log: silent, concurrency: 2 });
  };

  it("tries again what failed, until it works, and then it is gone", async () => {
    let tries = 0;
    const jobs = runner(() => {
      tries += 1;
      return tries < 3 ? Promise.reject(new Error("not yet")) : Promise.resolve();
    });
    await jobs.start();
    await addJobs(database.pool, [{ job: { task: "match" } }]);
    await eventually(
      () => count("graphile_worker.jobs"),
      (n) => n === 0 && tries === 3,
    );
    await jobs.stop();
  });

  it("takes over the jobs of a process that was killed, and not those of one that lives", async () => {
    const { pool } = database;
    await addJobs(pool, [{ job: { task: "match" } }, { job: { task: "match-later" } }]);
    const lockJob = (key: string, by: string) =>
      pool.query(
        "update graphile_worker._private_jobs set locked_by = $2, locked_at = now() - interval '1 minute' where key = $1",
        [key, by],
      );
    await lockJob("match", "pool-dead");
    await lockJob("match-later", "pool-alive");
    const alive = await pool.connect();
    await alive.query("select pg_advisory_lock(3620, hashtext('pool-alive'))");
    const done: string[] = [];
    const jobs = runner((job) => {
      done.push(job.task);
      return Promise.resolve();
    });
    await jobs.start();
    await eventually(
      () => Promise.resolve([...done]),
      (tasks) => tasks.includes("match"),
    );
    expect(done).toEqual(["match"]);
    await alive.query("select pg_advisory_unlock(3620, hashtext('pool-alive'))");
    alive.release();
    await eventually(
      () => Promise.resolve([...done]),
      (tasks) => tasks.includes("match-later"),
    );
    await jobs.stop();
  });

  it("does what nobody waits for one at a time, in all processes, and other work meanwhile", async () => {
    const done: string[] = [];
    const running = { now: 0, most: 0 };
    const work = async ({ task }: Job): Promise<void> => {
      if (task === "match") {
        done.push(task);
        return;
      }
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      // The other work is due only now, and nothing waits for this one.
      await addJobs(database.pool, [{ job: { task: "match" } }]);
      await eventually(
        () => Promise.resolve([...done]),
        (tasks) => tasks.includes("match"),
      );
      running.now -= 1;
      done.push(task);
    };
    const both = [runner(work), runner(work)];
    await addJobs(database.pool, [{ job: { task: "prepare" } }, { job: { task: "prepare-later" } }]);
    for (const one of both) await one.start();
    await eventually(
      () => Promise.resolve([...done]),
      (tasks) => tasks.includes("prepare") && tasks.includes("prepare-later"),
    );
    expect(running.most).toBe(1);
    for (const one of both) await one.stop();
  });

  it("writes into one room one thing at a time, in all processes, and into another meanwhile", async () => {
    // Queues are shared: these two have one each.
    const rooms = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"] as ConversationId[];
    const running: string[] = [];
    const beside: string[][] = [];
    let bothRooms: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (bothRooms = resolve));
    const work = async (job: Job): Promise<void> => {
      const room = "conversation" in job ? job.conversation : "";
      running.push(room);
      beside.push([...running]);
      if (new Set(running).size === 2) bothRooms();
      await met;
      running.splice(running.indexOf(room), 1);
    };
    const both = [runner(work), runner(work)];
    await addJobs(
      database.pool,
      rooms.flatMap((conversation) => [
        { job: { task: "face", conversation } as const },
        { job: { task: "powers", conversation } as const },
        { job: { task: "widget", conversation } as const },
      ]),
    );
    for (const each of both) await each.start();
    await eventually(
      () => Promise.resolve(beside.length),
      (begun) => begun === 6,
    );
    // The control: two of them did run beside one another, of different rooms.
    expect(beside.some((now) => now.length > 1)).toBe(true);
    expect(beside.every((now) => new Set(now).size === now.length)).toBe(true);
    for (const each of both) await each.stop();
  });

  it("starts again when the database went away", async () => {
    const done: string[] = [];
    const jobs = runner((job) => {
      done.push(job.task);
      return Promise.resolve();
    });
    await jobs.start();
    await database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await eventually(
      () => Promise.resolve(jobs.running),
      (running) => running,
    );
    await addJobs(database.pool, [{ job: { task: "match" } }]);
    await eventually(
      () => Promise.resolve([...done]),
      (tasks) => tasks.includes("match"),
    );
    await jobs.stop();
  });
});

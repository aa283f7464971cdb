/** Users and rooms made in advance, on the running system: a start takes one, and whatever dies, none is lost and none is left over. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { databaseOf, deskDatabase, eventually, liveSystem, LiveVictim, newKey } from "./testing/liveSystem.ts";

let database: pg.Client;
let synapse: pg.Client;
const victims: LiveVictim[] = [];
const pidOf = (name: string): number => {
  const pid = liveSystem().processes.find((one) => one.name === name)?.pid;
  if (pid === undefined) throw new Error(`no ${name}`);
  return pid;
};

beforeAll(async () => {
  database = await deskDatabase(liveSystem());
  synapse = await databaseOf(liveSystem(), "synapse_victims");
});
afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.close();
});
afterAll(async () => {
  await database.end();
  await synapse.end();
});

const column = async (client: pg.Client, sql: string): Promise<string[]> =>
  (await client.query<{ one: string }>(sql)).rows.map(({ one }) => one).sort();
const prepared = (): Promise<string[]> =>
  column(database, "select id::text as one from prepared where room_id is not null and not leaving");
const full = (size = 2): Promise<string[]> => eventually(prepared, (ids) => ids.length === size);
const prepareNow = (): Promise<unknown> =>
  database.query(
    `select graphile_worker.add_job('prepare', '{"task":"prepare"}', queue_name := 'background', job_key := 'prepare')`,
  );
const begin = async (key = newKey()): Promise<LiveVictim> => {
  const victim = LiveVictim.of(liveSystem(), (await LiveVictim.start(liveSystem(), key)).body);
  victims.push(victim);
  return victim;
};

/** What the victims' homeserver holds: users that are not deactivated, and the bot's rooms but for the officers' own. */
async function held(): Promise<{ users: string[]; rooms: string[] }> {
  const officers = "select room_id from room_aliases where room_alias like '#permanence-%'";
  return {
    users: await column(synapse, "select name as one from users where name like '@victim-%' and deactivated = 0"),
    rooms: await column(
      synapse,
      `select room_id as one from rooms where creator like '@relais:%' and room_id not in (${officers})`,
    ),
  };
}
/** What our database knows of: these and no others are to be held. */
async function known(): Promise<{ users: string[]; rooms: string[] }> {
  const of = (name: string): Promise<string[]> =>
    column(
      database,
      `select one from (select ${name} as one from prepared union select ${name} from conversations) all_of_them where one is not null`,
    );
  return { users: await of("victim"), rooms: await of("room_id") };
}
const nothingLeftOver = (): Promise<unknown> =>
  eventually(
    async () => ({ held: await held(), known: await known() }),
    (both) => JSON.stringify(both.held) === JSON.stringify(both.known),
  );

describe("a start", () => {
  it("asks the victims' homeserver for nothing: it answers while that is stopped", async () => {
    const [ready] = [await full()];
    const stopped = pidOf("synapse-victims");
    const client = liveSystem().homeservers.find(({ role }) => role === "victims")?.client ?? "";
    process.kill(stopped, "SIGSTOP");
    let victim: LiveVictim;
    try {
      victim = await begin();
      // The control: it does not answer.
      await expect(
        fetch(`${client}/_matrix/client/versions`, { signal: AbortSignal.timeout(1_000) }),
      ).rejects.toThrow();
    } finally {
      process.kill(stopped, "SIGCONT");
    }
    expect(ready).toContain(victim.started.conversationId);
    // What it was given works: the page's own token reads the room.
    const members = `/_matrix/client/v3/rooms/${encodeURIComponent(victim.started.roomId)}/members`;
    const { status, body } = await victim.ask("GET", members);
    expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining(victim.started.userId)]);
  });

  it("takes one for twenty parallel starts with one key", async () => {
    const before = await full();
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => LiveVictim.start(liveSystem(), key)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    const victim = LiveVictim.of(liveSystem(), answers[0]?.body);
    victims.push(victim);
    expect(before).toContain(victim.started.conversationId);
    expect(await prepared()).toEqual(
      expect.arrayContaining(before.filter((id) => id !== victim.started.conversationId)),
    );
  });

  it("makes one itself when there is none, and the next ones are made", async () => {
    await full();
    const all = await Promise.all(Array.from({ length: 6 }, () => begin()));
    expect(new Set(all.map(({ started }) => started.roomId)).size).toBe(6);
    await full();
  });
});

describe("nothing is left over", { timeout: 120_000 }, () => {
  it("and what is would be found: the control", async () => {
    await full();
    await nothingLeftOver();
    await database.query("begin");
    const users = await column(database, "select victim as one from prepared");
    const rooms = await column(database, "select room_id as one from prepared");
    await database.query("delete from prepared");
    const [found, now] = [await held(), await known()];
    await database.query("rollback");
    expect([users.length, rooms.length]).toEqual([2, 2]);
    expect({
      users: found.users.filter((one) => !now.users.includes(one)),
      rooms: found.rooms.filter((one) => !now.rooms.includes(one)),
    }).toEqual({ users, rooms });
  });

  it("when a process is killed while it makes one", async () => {
    const [taken] = [await begin(), await begin()];
    await eventually(
      () => column(database, "select id::text as one from prepared where room_id is null and not leaving"),
      (ids) => ids.length === 1,
    );
    const killed = pidOf("appservice-1");
    process.kill(killed, "SIGKILL");
    const half = await column(database, "select id::text as one from prepared where room_id is null");
    expect(half).toHaveLength(1); // the control: it was half made
    expect(await full()).toContain(half[0]);
    expect(pidOf("appservice-1")).not.toBe(killed);
    expect(await taken.until(() => true)).toMatchObject({ phase: "waiting" });
    await nothingLeftOver();
  });

  it("when they have become too old: others take their places", async () => {
    const before = await full();
    await database.query("update prepared set begun_at = 1");
    await prepareNow();
    await eventually(prepared, (ids) => ids.length === 2 && ids.every((id) => !before.includes(id)));
    await nothingLeftOver();
  });

  it("when none is configured any more", async () => {
    await full();
    const file = join(dirname(inject("endpointsFile")), "appservice", "config.json");
    const before = readFileSync(file, "utf8");
    const config = JSON.parse(before) as object;
    try {
      writeFileSync(file, JSON.stringify({ ...config, preparedRooms: 0 }));
      process.kill(pidOf("appservice-1"), "SIGTERM");
      await eventually(
        () => column(database, "select id::text as one from prepared"),
        (ids) => ids.length === 0,
      );
      await nothingLeftOver();
    } finally {
      writeFileSync(file, before);
      process.kill(pidOf("appservice-1"), "SIGTERM");
    }
    await full();
  });
});

/** Forty officers and two hundred who wait, on a real PostgreSQL, while several processes match and officers accept, decline and end at the same time. */
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { z } from "zod";
import { changeOrNothing } from "../../application/change.ts";
import { Matching } from "../../application/matching.ts";
import type { Settings } from "../../application/settings.ts";
import { ROUND_PAUSE_MS } from "../../domain/choose.ts";
import type { Command } from "../../domain/conversation.ts";
import { LIMITS } from "../../domain/testing/limits.ts";
import { seeded } from "../../testing/night/agenda.ts";
import { PostgresConversations } from "./conversations.ts";
import { createPool, type Pool } from "./pool.ts";
import { PostgresRoster } from "./roster.ts";
import { createTestDatabase, type TestDatabase } from "./testDatabase.ts";

const OFFICERS = 40;
const VICTIMS = 200;
const IN_DANGER = 20;
const PROCESSES = 3;
const NOW = 1_700_000_000_000;
const settings: Settings = { limits: LIMITS, offer: 60_000, retention: 0, homeservers: ["victims.example"] };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const capacityOf = (n: number): number => 1 + (n % 4);
const random = seeded(7);

let database: TestDatabase;
let pools: Pool[];
let now = NOW;

beforeAll(async () => {
  const { postgres } = z
    .object({ postgres: z.string() })
    .parse(JSON.parse(readFileSync(inject("endpointsFile"), "utf8")));
  database = await createTestDatabase(postgres);
  pools = Array.from({ length: PROCESSES }, () => createPool(database.url, 8));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

async function everybodyIsThere(): Promise<void> {
  const roster = new PostgresRoster(database.pool);
  for (let n = 0; n < OFFICERS; n += 1) {
    const corps = n % 2 === 0 ? "police" : "gendarmerie";
    const userId = `@officer${n}:${corps}.example` as UserId;
    const duty = { on: true, capacity: capacityOf(n), skills: n % 3 === 0 ? ["online"] : [], break: false };
    await roster.put({ userId, corps, member: true, duty, supervisor: false });
    await roster.attested(userId, true, NOW + 1e9);
  }
}

/** In the order in which they are to be served: the last ones who come are in danger. */
async function everybodyWrites(store: PostgresConversations): Promise<readonly ConversationId[]> {
  const ids: ConversationId[] = [];
  for (let n = 0; n < VICTIMS; n += 1) {
    const id = randomUUID() as ConversationId;
    const victim = `@victim-${id}:victims.example` as UserId;
    const urgency = n >= VICTIMS - IN_DANGER ? "danger" : "normal";
    const texts = { number: "12-34", situation: "online", urgency, language: "fr", training: false } as const;
    await store.begin({ id, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
    const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
    await store.open(id, `!${id}` as RoomId, session, (one) => changeOrNothing(one, { type: "open" }, NOW, settings));
    await store.change(id, (one) => changeOrNothing(one, { type: "ready" }, NOW + n, settings));
    ids.push(id);
  }
  return [...ids.slice(-IN_DANGER), ...ids.slice(0, -IN_DANGER)];
}

const numbers = async (sql: string): Promise<number[]> =>
  (await database.pool.query<{ n: number }>(sql)).rows.map(({ n }) => n);
/** In one snapshot, by how much each officer is over what they can take. */
const overloads = (): Promise<number[]> =>
  numbers(`select (select count(*) from conversations c where c.phase in ('offered', 'active') and o.user_id = any(c.named)) - o.capacity as n
    from officers o`);

it("gives nobody more than they can take, loses nobody, doubles nobody, and begins with danger", async () => {
  const stores = pools.map((pool) => new PostgresConversations(pool));
  const [store] = stores;
  if (store === undefined) throw new Error("no process");
  await everybodyIsThere();
  const order = await everybodyWrites(store);
  const matchings = pools.map(
    (pool, n) =>
      new Matching({
        store: stores[n] ?? store,
        roster: new PostgresRoster(pool),
        attestations: { of: () => Promise.resolve(new Map()) },
        addJob: () => Promise.resolve(),
        clock: { now: () => now },
        log,
        settings,
        count: () => undefined,
      }),
  );
  const everybodyMatches = (): Promise<unknown>[] => matchings.map((matching) => matching.match());
  const does = (id: ConversationId, command: Command): Promise<unknown> =>
    (stores[Math.floor(random() * PROCESSES)] ?? store).change(id, (one) =>
      changeOrNothing(one, command, now, settings),
    );

  await Promise.all([...everybodyMatches(), ...everybodyMatches()]);
  const places = Array.from({ length: OFFICERS }, (_, n) => capacityOf(n)).reduce((sum, one) => sum + one, 0);
  const offered = (await store.living()).filter(({ state }) => state.phase === "offered").map(({ id }) => id);
  expect(new Set(offered)).toEqual(new Set(order.slice(0, places)));
  expect(await overloads()).toEqual(Array.from({ length: OFFICERS }, () => 0));

  const most: number[] = [];
  for (let living = await store.living(); living.length > 0; living = await store.living()) {
    now += ROUND_PAUSE_MS;
    const acts = living.flatMap(({ id, state }) => {
      if (state.phase === "offered") {
        const member = state.officer;
        return [does(id, random() < 0.2 ? { type: "left", member, by: "themselves" } : { type: "joined", member })];
      }
      return state.phase === "active" ? [does(id, { type: "conclude", by: state.officers[0] })] : [];
    });
    const looks = Array.from({ length: 4 }, async () => most.push(...(await overloads())));
    await Promise.all([...everybodyMatches(), ...acts, ...looks, ...everybodyMatches()]);
  }
  expect(Math.max(...most)).toBe(0);
  expect(await store.counts()).toMatchObject({ phases: { closed: VICTIMS }, closed: { officer: VICTIMS } });
  const times = (what: string): Promise<number[]> =>
    numbers(`select count(*) as n from audit where what = '${what}' and ref is not null group by ref`);
  expect(await times("joined")).toEqual(Array.from({ length: VICTIMS }, () => 1));
  expect(await times("closed: officer")).toEqual(Array.from({ length: VICTIMS }, () => 1));
  const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);
  expect(sum(await times("offered"))).toBe(VICTIMS + sum(await times("declined")));
  expect(sum(await times("declined"))).toBeGreaterThan(0);

  // The control: one more than an officer can take is seen.
  await database.pool.query("update officers set capacity = -1 where user_id = '@officer0:police.example'");
  expect(Math.max(...(await overloads()))).toBe(1);
});

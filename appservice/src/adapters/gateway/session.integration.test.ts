/** The life of a session on the running system: it ends with the conversation, and Synapse never learns who held it. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ask,
  endpoints,
  ORDINARY_AGENT,
  ordinaryUser,
  type Party,
  startConversation,
  TELLING_ADDRESS,
  TELLING_AGENT,
} from "./testing/realSystem.ts";

const V3 = "/_matrix/client/v3";
const id = encodeURIComponent;

/** Each way that a living page has to reach Synapse or the desk. */
const ways = (page: Party): readonly (readonly [string, string, unknown?])[] => [
  ["GET", "/api/conversation"],
  ["POST", "/api/conversation/ready", {}],
  ["POST", "/api/conversation/danger", {}],
  ["POST", "/api/conversation/close", { reason: "victim" }],
  ["GET", `${V3}/sync`],
  ["GET", `${V3}/capabilities`],
  ["GET", `${V3}/rooms/${id(page.roomId)}/members`],
  ["POST", `${V3}/keys/upload`, {}],
  ["POST", `${V3}/keys/query`, { device_keys: { [page.userId]: [] } }],
  ["PUT", `${V3}/rooms/${id(page.roomId)}/typing/${id(page.userId)}`, { typing: false }],
  ["GET", "/_matrix/client/v1/media/download/x/y"],
];

describe("a session", () => {
  it.each(["victim", "emergency"])("is dead once closed (%s), and so is the sync that was running", async (reason) => {
    const page = await startConversation();
    const first = await ask(page, "GET", `${V3}/sync`);
    expect(first.status).toBe(200);
    expect(Object.keys((first.body["rooms"] as { join: object }).join)).toEqual([page.roomId]);
    // It would answer 200 after 30 s: that it answers 401 shows that it was cut.
    const running = ask(page, "GET", `${V3}/sync?timeout=30000&since=${first.body["next_batch"] as string}`);
    await ask(page, "GET", `${V3}/capabilities`);
    const close = await ask(page, "POST", "/api/conversation/close", { reason });
    expect(close.status).toBe(204);
    for (const [method, path, body] of ways(page))
      expect([method, path, await ask(page, method, path, body)]).toMatchObject([
        method,
        path,
        { status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } },
      ]);
    expect(await running).toMatchObject({ status: 401, body: { errcode: "M_UNKNOWN_TOKEN" } });
  });

  it("of one conversation opens no other", async () => {
    const [mine, theirs] = await Promise.all([startConversation(), startConversation()]);
    const across = await ask(mine, "GET", `${V3}/rooms/${id(theirs.roomId)}/members`);
    const own = await ask(theirs, "GET", `${V3}/rooms/${id(theirs.roomId)}/members`);
    expect([across.status, own.status]).toEqual([404, 200]);
  });
});

describe("Synapse's own records", () => {
  let database: pg.Client;
  beforeAll(async () => {
    const url = new URL(endpoints().postgres);
    url.pathname = "/synapse_victims";
    database = new pg.Client({ connectionString: url.href });
    await database.connect();
  });
  afterAll(() => database.end());

  /** Who asked, as Synapse noted it; it writes these a few seconds later. */
  async function recorded(who: Party): Promise<{ ip: string; user_agent: string }[]> {
    const { rows } = await database.query<{ ip: string; user_agent: string }>(
      "SELECT DISTINCT ip, user_agent FROM user_ips WHERE user_id = $1 UNION SELECT ip, user_agent FROM devices WHERE user_id = $1 AND last_seen IS NOT NULL",
      [who.userId],
    );
    return rows;
  }

  it("name the gateway where they name an ordinary user's own client", async () => {
    const [page, ordinary] = await Promise.all([startConversation(), ordinaryUser()]);
    for (const [method, path, body] of ways(page).slice(4)) await ask(page, method, path, body);
    await ask(
      { ...ordinary, headers: { ...ordinary.headers, "X-Forwarded-For": TELLING_ADDRESS } },
      "GET",
      `${V3}/sync`,
    );
    const patience = { timeout: 30_000, interval: 500 };
    await expect
      .poll(async () => (await recorded(ordinary)).map((row) => row.user_agent), patience)
      .toContain(ORDINARY_AGENT);
    await expect
      .poll(async () => (await recorded(page)).map((row) => row.user_agent), patience)
      .toContain("abri-gateway");
    for (const { ip, user_agent } of await recorded(page)) {
      expect(user_agent).toBe("abri-gateway");
      expect(ip).not.toContain(TELLING_ADDRESS);
    }
    const everywhere = await database.query<{ found: string }>(
      "SELECT user_id AS found FROM user_ips WHERE user_agent LIKE $1 OR ip = $2",
      [`%${TELLING_AGENT}%`, TELLING_ADDRESS],
    );
    expect(everywhere.rows.filter(({ found }) => found.startsWith("@victim-"))).toEqual([]);
  });
});

/** Several processes of the application service on one database, and what happens when one of them ends, in whatever way. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { StatusResponse } from "@abri/contract";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import {
  deskDatabase,
  eventually,
  type Live,
  LiveOfficer,
  liveSystem,
  LiveVictim,
  newKey,
} from "./testing/liveSystem.ts";

const MAIN = new URL("./main.ts", import.meta.url).pathname;
const ConfigFile = z.looseObject({ listen: z.record(z.string(), z.object({ host: z.string(), port: z.int() })) });

let live: Live;
let folder: string;
let database: pg.Client;
const children: ChildProcess[] = [];
const victims: LiveVictim[] = [];

beforeAll(async () => {
  live = liveSystem();
  folder = mkdtempSync(join(tmpdir(), "abri-main-"));
  database = await deskDatabase(live);
});
afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.close();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await database.end();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** One more process beside the system's own: the same database, homeservers and secret, its own ports. */
async function oneMore(): Promise<{ child: ChildProcess; live: Live; output: () => string }> {
  const running = join(dirname(inject("endpointsFile")), "appservice", "config.json");
  const config = ConfigFile.parse(JSON.parse(readFileSync(running, "utf8")));
  const listen: Record<string, { host: string; port: number }> = {};
  for (const name of Object.keys(config.listen)) listen[name] = { host: "127.0.0.1", port: await freePort() };
  const file = join(folder, `config-${children.length}.json`);
  writeFileSync(file, JSON.stringify({ ...config, listen }));
  let output = "";
  const child = spawn(process.execPath, [MAIN, "--config", file], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const health = `http://127.0.0.1:${listen["metrics"]?.port ?? 0}/health`;
  await eventually(
    async () => (await fetch(health).catch(() => null))?.status ?? output.slice(-500),
    (status) => status === 200,
  );
  return {
    child,
    live: { ...live, victimWeb: `http://127.0.0.1:${listen["gateway"]?.port ?? 0}/` },
    output: () => output,
  };
}

const begin = async (on: Live, key = newKey()): Promise<LiveVictim> => {
  const { body } = await LiveVictim.start(on, key);
  const victim = LiveVictim.of(on, body);
  victims.push(LiveVictim.of(live, body));
  return victim;
};

/** Makes the next start make user and room itself: no room that was made in advance is young enough, and none is being made. */
async function noPreparedRoom(): Promise<void> {
  await eventually(
    async () => {
      await database.query("begin");
      await database.query("select pg_advisory_xact_lock(3620004)");
      // Not waited for under the lock: one that a killed process had begun is gone on with under the same lock.
      const { rowCount } = await database.query("select 1 from prepared where room_id is null and not leaving");
      if (rowCount === 0) await database.query("update prepared set begun_at = 0");
      await database.query("commit");
      return rowCount;
    },
    (beingMade) => beingMade === 0,
  );
}

describe("two processes", () => {
  it("are one desk: one conversation a key, a change in one wakes who waits in the other", async () => {
    const other = await oneMore();
    const key = newKey();
    const answers = await Promise.all(
      [live, other.live, live, other.live, live, other.live].map((on) => LiveVictim.start(on, key)),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    const [here, there] = [LiveVictim.of(live, answers[0]?.body), LiveVictim.of(other.live, answers[0]?.body)];
    const heardAt = async (): Promise<number> => {
      const { rows } = await database.query<{ heardAt: string }>(
        `select heard_at as "heardAt" from conversations where room_id = $1`,
        [here.started.roomId],
      );
      return Number(rows[0]?.heardAt);
    };
    const { version } = StatusResponse.parse((await here.ask("GET", "/api/conversation")).body);
    const before = await heardAt();
    const waiting = there.ask("GET", `/api/conversation?since=${version}`);
    // The other process has taken the request: a session that ends before that is simply dead there too.
    await eventually(heardAt, (now) => now > before);
    await here.close();
    expect(StatusResponse.parse((await waiting).body).status).toEqual({ phase: "closed", reason: "victim" });
  });
});

describe("a process that is told to stop", () => {
  it("answers who waits, ends its work and leaves in time, without an error", async () => {
    const other = await oneMore();
    const victim = await begin(other.live);
    const waiting = victim.ask("GET", "/api/conversation?since=99").catch(() => "cut");
    const exited = once(other.child, "exit");
    other.child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    await waiting;
    expect(other.output()).toContain('"msg":"stopped"');
    expect(await LiveVictim.of(live, victim.started).until(() => true)).toMatchObject({ phase: "waiting" });
  });
});

describe("a process that is killed", () => {
  it("loses nothing and doubles nothing: a start half made, an offer under way", async () => {
    const officer = await LiveOfficer.logIn(live, "amina");
    try {
      await officer.duty(true, 1);
      const other = await oneMore();
      await noPreparedRoom();
      const key = newKey();
      const half = LiveVictim.start(other.live, key).catch(() => null);
      const keyHash = createHash("sha256").update(key).digest();
      const beingMade = "from conversations where key_hash = $1 and phase = 'opening' and lease_until > 0";
      await eventually(
        async () => (await database.query(`select 1 ${beingMade}`, [keyHash])).rowCount,
        (rows) => rows === 1,
      );
      other.child.kill("SIGKILL");
      expect(await half).toBeNull();
      expect((await database.query(`select 1 ${beingMade}`, [keyHash])).rowCount).toBe(1); // the control: it was half made
      // The page tries again, elsewhere: it is given the same conversation, finished.
      const { status, body } = await eventually(
        () => LiveVictim.start(live, key),
        (answer) => answer.status === 201,
      );
      expect(status).toBe(201);
      const victim = LiveVictim.of(live, body);
      victims.push(victim);
      await victim.ready();
      expect(await victim.inviteNamed()).toBe(officer.userId);
      await officer.invitedTo(victim.started.roomId);
      await officer.join(victim.started.roomId);
      expect(await victim.until(({ phase }) => phase === "active")).toMatchObject({
        officers: [{ userId: officer.userId }],
      });
    } finally {
      await officer.logOut();
    }
  });
});

describe("a registration", { timeout: 120_000 }, () => {
  it("is written for its owner alone, with the namespaces that are ours, and keeps its tokens", async () => {
    const out = join(folder, "registration.yaml");
    const args = [
      "--generate-registration",
      "--url",
      "http://127.0.0.1:1",
      "--server-name",
      "v.example:8448",
      "--out",
      out,
    ];
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const yaml = readFileSync(out, "utf8");
    for (const part of [
      "id: abri",
      "sender_localpart: relais",
      "rate_limited: false",
      String.raw`@victim-.*:v\.example:8448`,
    ])
      expect(yaml).toContain(part);
    expect(yaml).not.toContain("4190");

    // Again, at another address: the tokens stay, so that Synapse and we go on knowing each other.
    const again = spawn(process.execPath, [MAIN, ...args.with(2, "http://127.0.0.1:2")], { stdio: "ignore" });
    expect(await once(again, "exit")).toEqual([0, null]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out, "utf8")).toBe(yaml.replace("http://127.0.0.1:1", "http://127.0.0.1:2"));

    // What is damaged is left as it is: new tokens in its place would lock Synapse out.
    writeFileSync(out, "id: abri\n");
    const damaged = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
    expect((await once(damaged, "exit"))[0]).not.toBe(0);
    expect(readFileSync(out, "utf8")).toBe("id: abri\n");
  });
});

/**
 * The running system as the integration tests drive it: a victim who speaks to the gateway, officers who speak to their homeserver, both
 * without any encryption (that is the end-to-end tests' matter).
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { CLIENT_HEADER, Corps, DUTY_EVENT, StartResponse, StatusResponse, type VictimStatus } from "@abri/contract";
import pg from "pg";
import { inject } from "vitest";
import { z } from "zod";

export const Live = z.object({
  victimWeb: z.url(),
  officerWeb: z.url(),
  metrics: z.url(),
  postgres: z.string(),
  homeservers: z.array(
    z.object({
      role: z.string(),
      serverName: z.string(),
      client: z.url(),
      admin: z.object({ userId: z.string(), password: z.string() }),
    }),
  ),
  permanences: z.array(z.object({ corps: Corps, roomId: z.string() })),
  officers: z.array(z.object({ userId: z.string(), password: z.string(), homeserver: z.url(), corps: Corps })),
  processes: z.array(z.object({ name: z.string(), pid: z.int() })),
});
export type Live = z.infer<typeof Live>;

/** The system as it runs now; where processes are started again their IDs are others afterwards. */
export function liveSystem(): Live {
  return Live.parse(JSON.parse(readFileSync(inject("endpointsFile"), "utf8")));
}

/** The application service's own database, connected. */
export const deskDatabase = (live: Live): Promise<pg.Client> => databaseOf(live, "abri");

export async function databaseOf(live: Live, name: string): Promise<pg.Client> {
  const url = new URL(live.postgres);
  url.pathname = `/${name}`;
  const database = new pg.Client({ connectionString: url.href });
  await database.connect();
  return database;
}

/** Everybody off duty, and the desk knows it: the next test finds them as new. */
export async function allOffDuty(officers: Iterable<LiveOfficer>, database: pg.Client): Promise<void> {
  for (const officer of officers) await officer.duty(false);
  await eventually(
    async () => (await database.query("select 1 from officers where on_duty")).rowCount,
    (count) => count === 0,
  );
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function request(
  method: string,
  url: string,
  options: { token?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : (JSON.parse(text) as unknown) };
}

/** Until it is so; fails with what was last seen. */
export async function eventually<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, ms = 40_000): Promise<T> {
  const until = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > until) throw new Error(`still not so: ${JSON.stringify(seen)}`);
    await sleep(50);
  }
}

const ours = { [CLIENT_HEADER]: "1" };
export const newKey = (): string => randomBytes(32).toString("base64url");

export class LiveVictim {
  readonly #base: string;
  readonly started: StartResponse;
  private constructor(base: string, started: StartResponse) {
    this.#base = base;
    this.started = started;
  }

  static start(live: Live, key: string, headers: Record<string, string> = {}): Promise<Answer> {
    return request("POST", new URL("/api/conversations", live.victimWeb).href, {
      headers: { ...ours, ...headers },
      body: { idempotencyKey: key, situation: "online", language: "fr" },
    });
  }

  static async begin(live: Live): Promise<LiveVictim> {
    return LiveVictim.of(live, (await LiveVictim.start(live, newKey())).body);
  }

  static of(live: Live, startResponse: unknown): LiveVictim {
    return new LiveVictim(live.victimWeb, StartResponse.parse(startResponse));
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return request(method, new URL(path, this.#base).href, {
      token: this.started.sessionToken,
      headers: ours,
      ...(body === undefined ? {} : { body }),
    });
  }

  ready(): Promise<Answer> {
    return this.ask("POST", "/api/conversation/ready", {});
  }

  close(reason: "victim" | "emergency" = "victim"): Promise<Answer> {
    return this.ask("POST", "/api/conversation/close", { reason });
  }

  invite(userId: string): Promise<Answer> {
    return this.ask("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(this.started.roomId)}/invite`, {
      user_id: userId,
    });
  }

  /** Long-polls as the page does. */
  async until(isSo: (status: VictimStatus) => boolean): Promise<VictimStatus> {
    let since = 0;
    for (const end = Date.now() + 90_000; Date.now() < end;) {
      const { status: code, body } = await this.ask("GET", `/api/conversation?since=${since}`);
      if (code !== 200) throw new Error(`status answered ${code}`);
      const { version, status } = StatusResponse.parse(body);
      if (isSo(status)) return status;
      since = version;
    }
    throw new Error("the status did not come");
  }

  /** Invites whom the desk names, as the page does. */
  async inviteNamed(): Promise<string> {
    const status = await this.until(({ phase }) => phase === "offered");
    if (status.phase !== "offered") throw new Error("unreachable");
    const { status: code } = await this.invite(status.officer.userId);
    if (code !== 200) throw new Error(`the invitation was answered ${code}`);
    return status.officer.userId;
  }
}

const Token = z.object({ access_token: z.string() });
const Rooms = z.record(z.string(), z.unknown()).default({});
const Sync = z.object({
  next_batch: z.string(),
  rooms: z.object({ invite: Rooms, join: Rooms, leave: Rooms }).prefault({}),
});

const OpenId = z.object({ access_token: z.string(), matrix_server_name: z.string() });
export type OpenId = z.infer<typeof OpenId>;

/** A widget, as far as the desk sees it. */
export class LiveWidget {
  readonly #base: string;
  readonly #token: string;
  private constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  static identify(live: Live, openId: OpenId, roomId: string, headers: Record<string, string> = ours): Promise<Answer> {
    return request("POST", new URL("/api/identity", live.officerWeb).href, { headers, body: { openId, roomId } });
  }

  static async of(live: Live, officer: LiveOfficer, roomId: string): Promise<LiveWidget> {
    const { status, body } = await LiveWidget.identify(live, await officer.openId(), roomId);
    if (status !== 201) throw new Error(`the identity was answered ${status}`);
    return new LiveWidget(live.officerWeb, z.object({ token: z.string() }).parse(body).token);
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return request(method, new URL(path, this.#base).href, {
      token: this.#token,
      headers: ours,
      ...(body === undefined ? {} : { body }),
    });
  }

  /** Long-polls as a widget does. */
  async until<T>(room: "permanence" | "conversation", schema: z.ZodType<T>, isSo: (view: T) => boolean): Promise<T> {
    let since = "";
    for (const end = Date.now() + 40_000; Date.now() < end;) {
      const { status, body } = await this.ask("GET", `/api/${room}?since=${since}`);
      if (status !== 200) throw new Error(`${room} was answered ${status}`);
      const answer = z.object({ tag: z.string(), view: schema }).parse(body);
      if (isSo(answer.view)) return answer.view;
      since = answer.tag;
    }
    throw new Error(`the ${room} did not become so`);
  }
}

export class LiveOfficer {
  readonly #homeserver: string;
  readonly #token: string;
  readonly #permanence: string;
  readonly #invited = new Set<string>();
  #since = "";
  readonly userId: string;
  private constructor(officer: Live["officers"][number], token: string, permanence: string) {
    this.#homeserver = officer.homeserver;
    this.userId = officer.userId;
    this.#token = token;
    this.#permanence = permanence;
  }

  static async logIn(live: Live, localpart: string): Promise<LiveOfficer> {
    const officer = live.officers.find(({ userId }) => userId.startsWith(`@${localpart}:`));
    const permanence = live.permanences.find(({ corps }) => corps === officer?.corps);
    if (officer === undefined || permanence === undefined) throw new Error(`no officer ${localpart}`);
    const token = await logIn(officer.homeserver, officer.userId, officer.password);
    return new LiveOfficer(officer, token, permanence.roomId);
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return request(method, this.#homeserver + path, { token: this.#token, ...(body === undefined ? {} : { body }) });
  }

  async duty(on: boolean, capacity = 3, skills: string[] = []): Promise<void> {
    const room = encodeURIComponent(this.#permanence);
    const path = `/_matrix/client/v3/rooms/${room}/state/${DUTY_EVENT}/${encodeURIComponent(this.userId)}`;
    const { status } = await this.ask("PUT", path, { on, capacity, skills });
    if (status !== 200) throw new Error(`duty was answered ${status}`);
  }

  /** To which rooms the officer is invited now. Synapse answers a first sync out of a cache: each goes on from the one before. */
  async invitations(): Promise<readonly string[]> {
    const since = this.#since === "" ? "" : `&since=${encodeURIComponent(this.#since)}`;
    const { body } = await this.ask("GET", `/_matrix/client/v3/sync?timeout=0${since}`);
    const { next_batch, rooms } = Sync.parse(body);
    this.#since = next_batch;
    for (const room of [...Object.keys(rooms.join), ...Object.keys(rooms.leave)]) this.#invited.delete(room);
    for (const room of Object.keys(rooms.invite)) this.#invited.add(room);
    return [...this.#invited];
  }

  async invitedTo(roomId: string): Promise<void> {
    await eventually(
      () => this.invitations(),
      (rooms) => rooms.includes(roomId),
    );
  }

  /** The Permanence of their corps. */
  get permanence(): string {
    return this.#permanence;
  }

  /** What a client asks its homeserver for on behalf of a widget. */
  async openId(): Promise<OpenId> {
    const path = `/_matrix/client/v3/user/${encodeURIComponent(this.userId)}/openid/request_token`;
    return OpenId.parse((await this.ask("POST", path, {})).body);
  }

  async join(roomId: string): Promise<void> {
    const { status, body } = await this.ask("POST", `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {});
    if (status !== 200) throw new Error(`join was answered ${status} ${JSON.stringify(body)}`);
  }

  async leave(roomId: string): Promise<void> {
    const { status } = await this.ask("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/leave`, {});
    if (status !== 200) throw new Error(`leave was answered ${status}`);
  }

  async logOut(): Promise<void> {
    await this.duty(false);
    await this.ask("POST", "/_matrix/client/v3/logout", {});
  }
}

async function logIn(homeserver: string, userId: string, password: string): Promise<string> {
  const { body } = await request("POST", `${homeserver}/_matrix/client/v3/login`, {
    body: { type: "m.login.password", identifier: { type: "m.id.user", user: userId }, password },
  });
  return Token.parse(body).access_token;
}

/** Whether a homeserver still has a room, as its administrator is told. */
export class LiveAdmin {
  readonly #homeserver: string;
  readonly #token: string;
  readonly #userId: string;
  private constructor(homeserver: string, token: string, userId: string) {
    this.#homeserver = homeserver;
    this.#token = token;
    this.#userId = userId;
  }

  static async of(live: Live, role: string): Promise<LiveAdmin> {
    const found = live.homeservers.find((one) => one.role === role);
    if (found === undefined) throw new Error(`no homeserver ${role}`);
    const { client, admin } = found;
    return new LiveAdmin(client, await logIn(client, admin.userId, admin.password), admin.userId);
  }

  async hasRoom(roomId: string): Promise<boolean> {
    const { status } = await this.ask("GET", `/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}`);
    return status === 200;
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return request(method, this.#homeserver + path, { token: this.#token, ...(body === undefined ? {} : { body }) });
  }

  async openId(): Promise<OpenId> {
    const path = `/_matrix/client/v3/user/${encodeURIComponent(this.#userId)}/openid/request_token`;
    return OpenId.parse((await this.ask("POST", path, {})).body);
  }
}

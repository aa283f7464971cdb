/**
 * A real Matrix client behind the gateway: it starts, signs itself, invites the officer whom the desk names, writes and is read, and of all
 * the requests that it makes only the known few are answered that there is no such thing.
 */
import { randomBytes } from "node:crypto";
import { StartResponse, StatusResponse } from "@abri/contract";
import type { OfficerClient } from "@abri/officer";
import { ClientEvent, createClient, type MatrixClient, MemoryStore, MsgType, SyncState } from "matrix-js-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";

interface Made {
  readonly request: string;
  readonly status: number;
}

/** What the client asks for although a victim's page has no use for it, and lives without. */
const ANSWERED_WITH_NOTHING = [
  "GET /_matrix/client/v3/room_keys/version",
  "GET /_matrix/client/v3/user/{me}/account_data/m.cross_signing.master",
  "GET /_matrix/client/v3/user/{me}/account_data/m.cross_signing.self_signing",
  "GET /_matrix/client/v3/user/{me}/account_data/m.cross_signing.user_signing",
  "GET /_matrix/client/v3/user/{me}/account_data/m.secret_storage.default_key",
  "GET /_matrix/client/unstable/org.matrix.msc4143/rtc/transports",
];

const base = (): string => endpoints().victimWeb.replace(/\/$/, "");
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => silent };

describe("matrix-js-sdk behind the gateway", () => {
  const made: Made[] = [];
  let session: StartResponse;
  let client: MatrixClient;
  let amina: OfficerClient;

  async function api(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${base()}/api/${path}`, {
      method,
      headers: {
        "X-Abri": "1",
        Authorization: `Bearer ${session.sessionToken}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** As the page does it: every request of the client carries our header. */
  const fetchFn: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("X-Abri", "1");
    const answer = await fetch(input, { ...init, headers });
    const path = decodeURIComponent(new URL(input instanceof Request ? input.url : input).pathname);
    const request = path.replace(session.userId, "{me}").replace(session.roomId, "{own}");
    made.push({ request: `${init?.method ?? "GET"} ${request}`, status: answer.status });
    return answer;
  };

  beforeAll(async () => {
    const answer = await fetch(`${base()}/api/conversations`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Abri": "1" },
      body: JSON.stringify({
        idempotencyKey: randomBytes(32).toString("base64url"),
        situation: "school",
        language: "fr",
      }),
    });
    session = StartResponse.parse(await answer.json());
    client = createClient({
      baseUrl: base(),
      userId: session.userId,
      deviceId: session.deviceId,
      accessToken: session.sessionToken,
      store: new MemoryStore(),
      disableVoip: true,
      logger: silent,
      fetchFn,
    });
  });

  afterAll(async () => {
    client.stopClient();
    await api("POST", "conversation/close", { reason: "victim" });
    await dismiss("amina", amina);
  });

  it("starts and signs its own device", async () => {
    await client.initRustCrypto({ useIndexedDB: false });
    await client.getCrypto()?.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (upload) => upload(null) });
    const prepared = new Promise<void>((resolve) =>
      client.on(ClientEvent.Sync, (state) => {
        if (state === SyncState.Prepared) resolve();
      }),
    );
    await client.startClient();
    await prepared;
    expect(await client.getCrypto()?.isCrossSigningReady()).toBe(true);
    expect(client.getRooms().map(({ roomId }) => roomId)).toEqual([session.roomId]);
  });

  it("invites the officer whom the desk names, and is read before and after", async () => {
    const send = (body: string) => client.sendMessage(session.roomId, { msgtype: MsgType.Text, body });
    await send("avant");
    amina = await officerOnDuty("amina", 1);
    await api("POST", "conversation/ready");
    await until("an officer is named", 30_000, async () => (await status()).phase === "offered");
    const named = await status();
    if (named.phase !== "offered") throw new Error("no longer offered");
    expect(named.officer.userId).toBe(amina.userId);
    await client.invite(session.roomId, amina.userId, { shareEncryptedHistory: true });
    await amina.waitForInvitation(30_000);
    await amina.accept(session.roomId);
    await until("the officer is there", 30_000, async () => (await status()).phase === "active");
    await send("après");
    for (const text of ["avant", "après"])
      await amina.waitForMessage(session.roomId, (message) => message.kind === "text" && message.text === text, 30_000);
  });

  it("moves an encrypted file both ways", async () => {
    const { content_uri: uri } = await client.uploadContent(new Blob([new Uint8Array(5000)]));
    const path = `/_matrix/client/v1/media/download/${uri.slice("mxc://".length)}`;
    const file = await fetchFn(`${base()}${path}`, { headers: { Authorization: `Bearer ${session.sessionToken}` } });
    expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, 5000]);
  });

  it("can replace its identity no more", async () => {
    const again = client.getCrypto()?.bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: (upload) => upload(null),
    });
    await expect(again).rejects.toMatchObject({ httpStatus: 403, errcode: "M_FORBIDDEN" });
  });

  it("was answered everything that it needs", () => {
    const refused = made.filter(({ status }) => status !== 200 && status !== 403).map(({ request }) => request);
    expect([...new Set(refused)].sort()).toEqual([...ANSWERED_WITH_NOTHING].sort());
    expect(made.filter(({ status }) => status === 403).map(({ request }) => request)).toEqual([
      "POST /_matrix/client/v3/keys/device_signing/upload",
    ]);
  });

  async function status(): Promise<StatusResponse["status"]> {
    return StatusResponse.parse(await (await api("GET", "conversation")).json()).status;
  }
});

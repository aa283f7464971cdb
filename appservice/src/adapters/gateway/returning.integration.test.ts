/**
 * Coming back on the real PostgreSQL and the real Synapse, without a browser: what the allow-list opens once it was asked for and not before,
 * that a wrong phrase tells nothing and waits, that the old token and device are dead, and that erasing leaves nothing to come back to.
 */
import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../testing/liveSystem.ts";
import {
  adminAsk,
  type Answer,
  ask,
  endpoints,
  ordinaryUser,
  type Party,
  startConversation,
} from "./testing/realSystem.ts";

const V3 = "/_matrix/client/v3";
const id = encodeURIComponent;
const key = (): string => randomBytes(32).toString("base64url");
const phrase = () => ({ lookup: key(), proof: key() });

const base = (): string => endpoints().victimWeb.replace(/\/$/, "");
const stranger = (): Party => ({ base: base(), userId: "", deviceId: "", roomId: "", headers: { "X-Abri": "1" } });
const comeBack = (keys: { lookup: string; proof: string }, idempotencyKey = key()): Promise<Answer> =>
  ask(stranger(), "POST", "/api/returns", { ...keys, idempotencyKey });
const allow = (page: Party, keys: object): Promise<Answer> => ask(page, "POST", "/api/conversation/returning", keys);

const ciphertext = { iv: "AAAAAAAAAAAAAAAAAAAAAA", ciphertext: "AAAA", mac: "A".repeat(43) };
const KEY_ID = "a".repeat(32);
const secret = { encrypted: { [KEY_ID]: ciphertext } };
const description = { algorithm: "m.secret_storage.v1.aes-hmac-sha2", iv: ciphertext.iv, mac: ciphertext.mac };
const version = (who: Party) => ({
  algorithm: "m.megolm_backup.v1.curve25519-aes-sha2",
  auth_data: { public_key: "A".repeat(43), signatures: { [who.userId]: { "ed25519:X": "A".repeat(86) } } },
});
const backup = (room: string) => ({
  rooms: {
    [room]: {
      sessions: {
        ["B".repeat(43)]: {
          first_message_index: 0,
          forwarded_count: 0,
          is_verified: true,
          session_data: { ephemeral: "A".repeat(43), ciphertext: "AAAA", mac: "A".repeat(11) },
        },
      },
    },
  },
});

type Request = readonly [method: string, path: string, body?: object];
/** Each in an order in which one after another is answered. */
const kept: readonly (readonly [what: string, request: (who: Party) => Request])[] = [
  ["the default key", (who) => ["PUT", data(who, "m.secret_storage.default_key"), { key: KEY_ID }]],
  ["a key's description", (who) => ["PUT", data(who, `m.secret_storage.key.${KEY_ID}`), description]],
  ["a master key", (who) => ["PUT", data(who, "m.cross_signing.master"), secret]],
  ["a self-signing key", (who) => ["PUT", data(who, "m.cross_signing.self_signing"), secret]],
  ["a user-signing key", (who) => ["PUT", data(who, "m.cross_signing.user_signing"), secret]],
  ["the backup's key", (who) => ["PUT", data(who, "m.megolm_backup.v1"), secret]],
  ["what was verified", (who) => ["PUT", data(who, "org.abri.history"), secret]],
  ["a backup", (who) => ["POST", `${V3}/room_keys/version`, version(who)]],
  ["keys in it", (who) => ["PUT", `${V3}/room_keys/keys?version=1`, backup(who.roomId)]],
  ["keys out of it", () => ["GET", `${V3}/room_keys/keys?version=1`]],
  ["no backup any more", () => ["DELETE", `${V3}/room_keys/version/1`]],
  ["what was said before", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/messages?dir=b`]],
];
function data(who: Party, type: string): string {
  return `${V3}/user/${id(who.userId)}/account_data/${type}`;
}

describe("what a page may keep in Matrix", () => {
  let page: Party;
  let asked: Party;
  let ordinary: Party;
  beforeAll(async () => {
    [page, asked, ordinary] = [await startConversation(), await startConversation(), await ordinaryUser()];
    expect((await allow(asked, phrase())).status).toBe(204);
  });

  it.each(kept)("%s: closed before it was asked for, open after it, open to a raw token", async (_what, request) => {
    expect(await ask(page, ...request(page))).toMatchObject({ status: 404, body: { errcode: "M_UNRECOGNIZED" } });
    expect((await ask(asked, ...request(asked))).status).toBe(200);
    expect((await ask(ordinary, ...request(ordinary))).status).toBe(200);
  });

  it("reads as kept what was kept, and as missing what was not", async () => {
    expect((await ask(asked, "GET", data(asked, "m.cross_signing.master"))).body).toEqual(secret);
    expect((await ask(page, "GET", data(page, "m.cross_signing.master"))).status).toBe(404);
  });

  it.each<[string, (who: Party) => Request, number]>([
    ["another type", (who) => ["PUT", data(who, "org.example"), {}], 404],
    ["push rules", (who) => ["PUT", data(who, "m.push_rules"), {}], 404],
    ["a type that begins like one", (who) => ["PUT", data(who, "m.cross_signing.master.x"), secret], 404],
    ["a prototype's property", (who) => ["PUT", data(who, "constructor"), secret], 404],
    ["words beside a secret", (who) => ["PUT", data(who, "m.cross_signing.master"), { ...secret, name: "words" }], 400],
    [
      "a key with a name",
      (who) => ["PUT", data(who, `m.secret_storage.key.${KEY_ID}`), { ...description, name: "x" }],
      400,
    ],
    [
      "more than a secret's size",
      (who) => [
        "PUT",
        data(who, "m.cross_signing.master"),
        { encrypted: { [KEY_ID]: { ...ciphertext, ciphertext: "A".repeat(4_000) } } },
      ],
      400,
    ],
    ["another room's keys", () => ["PUT", `${V3}/room_keys/keys?version=2`, backup("!other")], 400],
    ["keys of one room by its path", (who) => ["GET", `${V3}/room_keys/keys/${id(who.roomId)}?version=1`], 404],
    ["all of another's account data", () => ["PUT", data(page, "m.cross_signing.master"), secret], 404],
    [
      "account data of the room",
      (who) => [
        "PUT",
        `${V3}/user/${id(who.userId)}/rooms/${id(who.roomId)}/account_data/m.cross_signing.master`,
        secret,
      ],
      404,
    ],
    ["messages that come after", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/messages?dir=f`], 404],
    ["another room's messages", () => ["GET", `${V3}/rooms/${id(ordinary.roomId)}/messages?dir=b`], 404],
  ])("%s: closed also after it was asked for", async (_what, request, status) => {
    expect((await ask(asked, ...request(asked))).status).toBe(status);
  });
});

/** Syncs one after another, as a page does. */
async function untilRefused(page: Party): Promise<Answer> {
  for (let since = ""; ;) {
    const answer = await ask(page, "GET", `${V3}/sync?timeout=30000${since}`);
    if (answer.status !== 200) return answer;
    since = `&since=${id(String(answer.body["next_batch"]))}`;
  }
}

describe("a phrase", () => {
  it("gives the conversation to a new device, with a new token; the old ones are dead", async () => {
    const page = await startConversation();
    const keys = phrase();
    await allow(page, keys);
    const back = await comeBack(keys);
    expect(back).toMatchObject({
      status: 200,
      body: { userId: page.userId, roomId: page.roomId, situation: "online" },
    });
    expect(back.body["deviceId"]).not.toBe(page.deviceId);

    const dead = await ask(page, "GET", "/api/conversation");
    expect(dead).toMatchObject({ status: 401, body: { errcode: "ABRI_MOVED" } });
    const living = { ...page, headers: { Authorization: `Bearer ${String(back.body["sessionToken"])}` } };
    expect((await ask(living, "GET", "/api/conversation")).status).toBe(200);
    const devices = async () => {
      const { body } = await adminAsk("GET", `/_synapse/admin/v2/users/${id(page.userId)}/devices`);
      return (body["devices"] as { device_id: string }[]).map((one) => one.device_id);
    };
    expect(await eventually(devices, (found) => found.length === 1)).toEqual([back.body["deviceId"]]);
  });

  it("cuts the old page's running requests and says why", async () => {
    const page = await startConversation();
    const keys = phrase();
    await allow(page, keys);
    const { body } = await ask(page, "GET", "/api/conversation");
    const status = ask(page, "GET", `/api/conversation?since=${String(body["version"])}`);
    const sync = untilRefused(page);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await comeBack(keys)).status).toBe(200);
    expect(await status).toMatchObject({ status: 401, body: { errcode: "ABRI_MOVED" } });
    expect(await sync).toMatchObject({ status: 401, body: { errcode: "ABRI_MOVED" } });
  });

  it("opens nothing once the conversation is erased, with the same answer as one that never was", async () => {
    const page = await startConversation();
    const keys = phrase();
    await allow(page, keys);
    for (const [, request] of kept.slice(0, 9)) await ask(page, ...request(page));
    await ask(page, "POST", "/api/conversation/close", { reason: "victim" });
    await eventually(
      () => adminAsk("GET", `/_synapse/admin/v1/rooms/${id(page.roomId)}`),
      ({ status }) => status === 404,
    );
    const gone = await comeBack(keys);
    const never = await comeBack(phrase());
    expect(gone).toEqual({ status: 403, body: { errcode: "M_FORBIDDEN", error: "This opens nothing." } });
    expect(never).toEqual(gone);
  });
});

/** Last, because whoever tries from here then waits. */
describe("wrong phrases", () => {
  it("are all answered alike, then not at once, then not at all for a while; the right one waits with them", async () => {
    const page = await startConversation();
    const keys = phrase();
    await allow(page, keys);
    const answers = [
      await comeBack({ ...keys, proof: key() }),
      await comeBack({ ...keys, lookup: key() }),
      await comeBack({ lookup: keys.proof, proof: keys.lookup }),
      await comeBack({ lookup: createHash("sha256").update(keys.lookup).digest("base64url"), proof: keys.proof }),
      await comeBack(keys),
    ];
    expect(answers.map(({ status }) => status).filter((status) => status !== 403 && status !== 429)).toEqual([]);
    expect(new Set(answers.filter(({ status }) => status === 403).map(({ body }) => JSON.stringify(body))).size).toBe(
      1,
    );
    const limited = answers.at(-1);
    expect(limited).toMatchObject({ status: 429, body: { errcode: "M_LIMIT_EXCEEDED" } });
    await new Promise((resolve) => setTimeout(resolve, Number(limited?.body["retry_after_ms"])));
    expect((await comeBack(keys)).status).toBe(200);
  });
});

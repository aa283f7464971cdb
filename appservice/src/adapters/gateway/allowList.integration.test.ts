/**
 * Everything that a raw Synapse token reaches and a page must not, tried through the gateway of the running system. The control of each
 * line: an ordinary user's raw token gets 200 for the same request from the same Synapse.
 */
import { beforeAll, describe, expect, it } from "vitest";
import {
  adminAsk,
  type Answer,
  ask,
  endpoints,
  firstLine,
  ordinaryUser,
  type Party,
  startConversation,
} from "./testing/realSystem.ts";

const V3 = "/_matrix/client/v3";
const UNSTABLE = "/_matrix/client/unstable";

let page: Party;
let ordinary: Party;
let officer: string;
/** Another user of the victims' homeserver, a stranger to the page. */
let other: Party;

beforeAll(async () => {
  officer = endpoints().officers[0]?.userId ?? "";
  [page, ordinary, other] = await Promise.all([startConversation(), ordinaryUser(), ordinaryUser()]);
  // Synapse tells of a profile only to those who share a room.
  await ask(ordinary, "POST", `${V3}/rooms/${id(ordinary.roomId)}/invite`, { user_id: other.userId });
  await ask(other, "POST", `${V3}/rooms/${id(ordinary.roomId)}/join`, {});
});

type Request = readonly [method: string, path: string, body?: unknown];
const id = encodeURIComponent;
let count = 0;
const txn = () => `t${++count}`;

/** In the order that lets each control work: what needs an alias, a tag or a message comes after what makes it. */
const closed: readonly (readonly [what: string, request: (who: Party) => Request])[] = [
  ["create a room and invite an officer", () => ["POST", `${V3}/createRoom`, { invite: [officer] }]],
  ["create a public room", () => ["POST", `${V3}/createRoom`, { preset: "public_chat" }]],
  [
    "send a clear-text message",
    (who) => [
      "PUT",
      `${V3}/rooms/${id(who.roomId)}/send/m.room.message/${txn()}`,
      { msgtype: "m.text", body: "clair" },
    ],
  ],
  [
    "call (WebRTC)",
    (who) => [
      "PUT",
      `${V3}/rooms/${id(who.roomId)}/send/m.call.invite/${txn()}`,
      { call_id: "1", version: "1", lifetime: 1, offer: {} },
    ],
  ],
  ["send any other event", (who) => ["PUT", `${V3}/rooms/${id(who.roomId)}/send/org.example/${txn()}`, {}]],
  ["set state", (who) => ["PUT", `${V3}/rooms/${id(who.roomId)}/state/m.room.topic/`, { topic: "x" }]],
  ["read state", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/state`]],
  ["read one state event", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/state/m.room.create/`]],
  ["read back", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/messages?dir=b`]],
  ["list joined members", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/joined_members`]],
  ["list threads", (who) => ["GET", `/_matrix/client/v1/rooms/${id(who.roomId)}/threads`]],
  ["read a space's hierarchy", (who) => ["GET", `/_matrix/client/v1/rooms/${id(who.roomId)}/hierarchy`]],
  ["set markers", (who) => ["POST", `${V3}/rooms/${id(who.roomId)}/read_markers`, {}]],
  ["change the display name", (who) => ["PUT", `${V3}/profile/${id(who.userId)}/displayname`, { displayname: "x" }]],
  ["change the picture", (who) => ["PUT", `${V3}/profile/${id(who.userId)}/avatar_url`, { avatar_url: "mxc://a/b" }]],
  ["read one's own profile", (who) => ["GET", `${V3}/profile/${id(who.userId)}`]],
  ["learn whether a user exists", () => ["GET", `${V3}/profile/${id(other.userId)}`]],
  ["search users", () => ["POST", `${V3}/user_directory/search`, { search_term: "a" }]],
  ["list public rooms", () => ["GET", `${V3}/publicRooms`]],
  ["search public rooms", () => ["POST", `${V3}/publicRooms`, {}]],
  [
    "set a pusher with any URL",
    () => [
      "POST",
      `${V3}/pushers/set`,
      {
        kind: "http",
        app_id: "a",
        pushkey: "k",
        app_display_name: "a",
        device_display_name: "d",
        lang: "fr",
        data: { url: "https://evil.example/_matrix/push/v1/notify" },
      },
    ],
  ],
  ["list pushers", () => ["GET", `${V3}/pushers`]],
  ["search messages", () => ["POST", `${V3}/search`, { search_categories: { room_events: { search_term: "a" } } }]],
  ["take an OpenID token", (who) => ["POST", `${V3}/user/${id(who.userId)}/openid/request_token`, {}]],
  ["list devices", () => ["GET", `${V3}/devices`]],
  ["name a device", (who) => ["PUT", `${V3}/devices/${who.deviceId}`, { display_name: "x" }]],
  ["set presence", (who) => ["PUT", `${V3}/presence/${id(who.userId)}/status`, { presence: "online" }]],
  ["read presence", (who) => ["GET", `${V3}/presence/${id(who.userId)}/status`]],
  ["resolve an alias", () => ["GET", `${V3}/directory/room/${id(`#permanence-police:${serverOf(page)}`)}`]],
  ["list aliases", (who) => ["GET", `${V3}/rooms/${id(who.roomId)}/aliases`]],
  ["publish the room", (who) => ["PUT", `${V3}/directory/list/room/${id(who.roomId)}`, { visibility: "private" }]],
  [
    "send to every device of anyone",
    () => ["PUT", `${V3}/sendToDevice/org.example/${txn()}`, { messages: { [other.userId]: { "*": {} } } }],
  ],
  ["ask about oneself as an administrator", (who) => ["GET", `${V3}/admin/whois/${id(who.userId)}`]],
  ["list one's rooms", () => ["GET", `${V3}/joined_rooms`]],
  ["list third-party networks", () => ["GET", `${V3}/thirdparty/protocols`]],
  ["store account data", (who) => ["PUT", `${V3}/user/${id(who.userId)}/account_data/org.example`, {}]],
  [
    "store the room's account data",
    (who) => ["PUT", `${V3}/user/${id(who.userId)}/rooms/${id(who.roomId)}/account_data/org.example`, {}],
  ],
  ["tag a room", (who) => ["PUT", `${V3}/user/${id(who.userId)}/rooms/${id(who.roomId)}/tags/org.example`, {}]],
  ["list tags", (who) => ["GET", `${V3}/user/${id(who.userId)}/rooms/${id(who.roomId)}/tags`]],
  ["report a room", (who) => ["POST", `${V3}/rooms/${id(who.roomId)}/report`, { reason: "x" }]],
  ["list delayed events", () => ["GET", `${UNSTABLE}/org.matrix.msc4140/delayed_events`]],
  ["sync by sliding", () => ["POST", `${UNSTABLE}/org.matrix.simplified_msc3575/sync`, { lists: {} }]],
  ["list changes of keys", () => ["GET", `${V3}/keys/changes?from=s1&to=s2`]],
  [
    "make a key backup",
    () => [
      "POST",
      `${V3}/room_keys/version`,
      { algorithm: "m.megolm_backup.v1.curve25519-aes-sha2", auth_data: { public_key: "x", signatures: {} } },
    ],
  ],
  ["list notifications", () => ["GET", `${V3}/notifications`]],
  ["list third-party identifiers", () => ["GET", `${V3}/account/3pid`]],
  ["ask who one is", () => ["GET", `${V3}/account/whoami`]],
  ["ask for the media limits", () => ["GET", "/_matrix/client/v1/media/config"]],
  ["ask by the old name", (who) => ["GET", `/_matrix/client/r0/rooms/${id(who.roomId)}/members`]],
  ["raise the room's version", (who) => ["POST", `${V3}/rooms/${id(who.roomId)}/upgrade`, { new_version: "12" }]],
  ["log out", () => ["POST", `${V3}/logout`, {}]],
];

/** What this Synapse's own configuration closes, too: a raw token is refused by it. */
const closedTwice: readonly (readonly [what: string, request: (who: Party) => Request])[] = [
  [
    "create a room with an alias",
    (who) => ["POST", `${V3}/createRoom`, { room_alias_name: `a${who.deviceId.toLowerCase()}` }],
  ],
  [
    "make an alias",
    (who) => [
      "PUT",
      `${V3}/directory/room/${id(`#b${who.deviceId.toLowerCase()}:${serverOf(who)}`)}`,
      { room_id: who.roomId },
    ],
  ],
];

function serverOf(who: Party): string {
  return who.userId.slice(who.userId.indexOf(":") + 1);
}

describe("closed through the gateway, open with a raw token", () => {
  it.each(closedTwice)("%s (and closed in Synapse)", async (_what, request) => {
    const refused = await ask(page, ...request(page));
    expect(refused).toMatchObject({ status: 404, body: { errcode: "M_UNRECOGNIZED" } });
    expect((await ask(ordinary, ...request(ordinary))).status).toBe(403);
  });

  it.each(closed)("%s", async (_what, request) => {
    const refused = await ask(page, ...request(page));
    expect(refused).toMatchObject({ status: 404, body: { errcode: "M_UNRECOGNIZED" } });
    const control = await ask(ordinary, ...request(ordinary));
    expect([control.status, control.body["errcode"]]).toEqual([200, undefined]);
  });

  it("invite anybody but the officer who is being asked", async () => {
    const invite = (who: Party, invited: string): Promise<Answer> =>
      ask(who, "POST", `${V3}/rooms/${id(who.roomId)}/invite`, { user_id: invited });
    const refused = [
      await invite(page, officer),
      await invite(page, other.userId),
      await invite(page, "@nobody:nowhere"),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    const fresh = await ordinaryUser();
    expect((await invite(fresh, other.userId)).status).toBe(200);
  });

  it("keys of anyone: existing or not, on any server, the answer is the same and empty", async () => {
    const device = { user_id: other.userId, device_id: other.deviceId, algorithms: [], keys: {}, signatures: {} };
    await ask(other, "POST", `${V3}/keys/upload`, { device_keys: device });
    const asked = [officer, other.userId, `@nobody:${serverOf(page)}`, "@nobody:nowhere.example"];
    const query = { device_keys: Object.fromEntries(asked.map((user) => [user, []])) };
    const claim = { one_time_keys: Object.fromEntries(asked.map((user) => [user, { D: "signed_curve25519" }])) };
    expect(await ask(page, "POST", `${V3}/keys/query`, query)).toEqual({
      status: 200,
      body: { device_keys: Object.fromEntries(asked.map((user) => [user, {}])) },
    });
    expect(await ask(page, "POST", `${V3}/keys/claim`, claim)).toEqual({
      status: 200,
      body: { one_time_keys: {}, failures: {} },
    });
    const control = await ask(await ordinaryUser(), "POST", `${V3}/keys/query`, query);
    expect(control.body["device_keys"]).toMatchObject({ [other.userId]: { [other.deviceId]: device } });
  });

  it("messages to devices of strangers, or to every device", async () => {
    const olm = {
      algorithm: "m.olm.v1.curve25519-aes-sha2",
      sender_key: "k",
      ciphertext: { k: { type: 0, body: "Awg" } },
    };
    const send = (who: Party, to: string, device: string) =>
      ask(who, "PUT", `${V3}/sendToDevice/m.room.encrypted/${txn()}`, { messages: { [to]: { [device]: olm } } });
    expect((await send(page, other.userId, other.deviceId)).status).toBe(403);
    expect((await send(page, page.userId, "*")).status).toBe(400);
    expect((await send(await ordinaryUser(), other.userId, "*")).status).toBe(200);
  });

  it("rooms of others, and others' names in one's own requests", async () => {
    const foreign = id(other.roomId);
    const statuses = await Promise.all([
      ask(page, "POST", `${V3}/rooms/${foreign}/join`, {}),
      ask(page, "GET", `${V3}/rooms/${foreign}/members`),
      ask(page, "PUT", `${V3}/rooms/${foreign}/send/m.room.encrypted/1`, {}),
      ask(page, "PUT", `${V3}/rooms/${id(page.roomId)}/typing/${id(other.userId)}`, { typing: true }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });
});

describe("what is written in the path", () => {
  const room = () => id(page.roomId);
  it.each([
    ["a dot segment", () => `${V3}/rooms/${room()}/../../joined_rooms`],
    ["an encoded slash", () => `${V3}/rooms/${room()}%2f..%2f..%2fjoined_rooms`],
    ["an encoded dot", () => `${V3}/rooms/%2e%2e/joined_rooms`],
    ["twice encoded dots", () => `${V3}/rooms/%252e%252e/joined_rooms`],
    ["two slashes", () => `/_matrix/client//v3/joined_rooms`],
    ["a semicolon", () => `${V3}/joined_rooms;a=b`],
    ["a backslash", () => `${V3}\\joined_rooms`],
    ["a NUL", () => `${V3}/joined_rooms%00`],
    ["an absolute address", () => `http://127.0.0.1${V3}/joined_rooms`],
    ["another host", () => `http://localhost:1${V3}/joined_rooms`],
    ["old versions", () => `/_matrix/client/r0/joined_rooms`],
    ["unstable ones", () => `${UNSTABLE}/joined_rooms`],
  ])("%s is no way around", async (_what, path) => {
    const request =
      `GET ${path()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
      `Authorization: ${page.headers["Authorization"] ?? ""}\r\nX-Abri: 1\r\n\r\n`;
    expect(await firstLine(page.base, request)).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  it("and the control: the plain path of an allowed request, by the same socket, is answered", async () => {
    const request =
      `GET ${V3}/rooms/${room()}/members HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
      `Authorization: ${page.headers["Authorization"] ?? ""}\r\n\r\n`;
    expect(await firstLine(page.base, request)).toBe("HTTP/1.1 200 OK");
  });
});

describe("after all of it", () => {
  it("Synapse holds nothing of the page but its one room; of the ordinary user it holds more", async () => {
    const rooms = (who: Party) => adminAsk("GET", `/_synapse/admin/v1/users/${id(who.userId)}/joined_rooms`);
    const user = (who: Party) => adminAsk("GET", `/_synapse/admin/v2/users/${id(who.userId)}`);
    const pushers = (who: Party) => adminAsk("GET", `/_synapse/admin/v1/users/${id(who.userId)}/pushers`);
    expect((await rooms(page)).body["joined_rooms"]).toEqual([page.roomId]);
    expect((await rooms(ordinary)).body["joined_rooms"]).not.toHaveLength(1);
    expect((await pushers(page)).body["total"]).toBe(0);
    expect((await user(ordinary)).body["avatar_url"]).toBe("mxc://a/b");
    expect((await user(page)).body["avatar_url"]).toBeNull();
  });
});

/** What reaches the homeserver of an allowed request: this address, these headers, this body. */
import { UserId } from "@abri/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  BOT,
  CONVERSATION,
  type Harness,
  ME,
  OFFICER,
  RAW_TOKEN,
  replyJson,
  startHarness,
  STRANGER,
  TOKEN,
} from "./testing/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const V3 = "/_matrix/client/v3";
const EVENT = `$${"e".repeat(43)}`;
const megolm = {
  algorithm: "m.megolm.v1.aes-sha2",
  ciphertext: "AwgA",
  session_id: "abc",
  sender_key: "k",
  device_id: "DEVICE",
};
const olm = { algorithm: "m.olm.v1.curve25519-aes-sha2", sender_key: "k", ciphertext: { k: { type: 0, body: "Awg" } } };
const withheld = {
  algorithm: "m.megolm.v1.aes-sha2",
  code: "m.unverified",
  reason: "The sender has disabled encrypting to unverified devices.",
  room_id: "!room",
  session_id: "s",
  sender_key: "k",
  from_device: "DEVICE",
  "org.matrix.msgid": "1",
};
const signatures = { [ME]: { "ed25519:DEVICE": "c2ln" } };
const key = (usage: string) => ({ user_id: ME, usage: [usage], keys: { "ed25519:k": "k" }, signatures });
const crossSigning = {
  master_key: key("master"),
  self_signing_key: key("self_signing"),
  user_signing_key: key("user_signing"),
};

describe("an allowed request", () => {
  it.each([
    ["POST", `${V3}/keys/upload`, { one_time_keys: { "signed_curve25519:A": { key: "k", signatures } } }],
    ["POST", `${V3}/keys/device_signing/upload`, crossSigning],
    ["POST", `${V3}/keys/signatures/upload`, { [ME]: { DEVICE: { signatures } } }],
    ["PUT", `${V3}/sendToDevice/m.room.encrypted/t1`, { messages: { [OFFICER]: { PHONE: olm } } }],
    ["PUT", `${V3}/sendToDevice/m.room_key.withheld/t1`, { messages: { [OFFICER]: { PHONE: withheld } } }],
    ["PUT", `${V3}/rooms/%21room/send/m.room.encrypted/m1`, megolm],
    [
      "PUT",
      `${V3}/rooms/%21room/send/m.room.encrypted/m2`,
      { ...megolm, "m.relates_to": { "m.in_reply_to": { event_id: EVENT } } },
    ],
    ["PUT", `${V3}/rooms/%21room/redact/${encodeURIComponent(EVENT)}/r1`, {}],
    ["PUT", `${V3}/rooms/%21room/typing/${encodeURIComponent(ME)}`, { typing: true, timeout: 20000 }],
    ["POST", `${V3}/rooms/%21room/receipt/m.read/${encodeURIComponent(EVENT)}`, { thread_id: "main" }],
    ["POST", `${V3}/rooms/%21room/join`, {}],
    ["POST", `${V3}/rooms/%21room/leave`, {}],
    ["POST", `${V3}/rooms/%21room/invite`, { user_id: OFFICER }],
  ])("%s %s arrives as it was sent, and with nothing of the client's", async (method, path, body) => {
    const answer = await harness.page(method, `${path}?access_token=x&ts=1&user_id=${STRANGER}`, body, {
      "X-Forwarded-For": "203.0.113.7",
      Forwarded: "for=203.0.113.7",
      "X-Real-IP": "203.0.113.7",
      "User-Agent": "A Telling Browser",
      "Accept-Language": "br",
      Cookie: "a=b",
      Referer: "http://localhost/",
      "X-HTTP-Method-Override": "DELETE",
    });
    expect(answer.status).toBe(200);
    expect(harness.reached).toHaveLength(1);
    const [reached] = harness.reached;
    const { host, connection, "content-length": length, ...headers } = reached?.headers ?? {};
    expect([reached?.method, reached?.url]).toEqual([method, path.replaceAll("%21", "!")]);
    expect(JSON.parse(reached?.body ?? "")).toEqual(body);
    expect([host, connection, length]).toEqual([expect.stringMatching(/^127/), "keep-alive", expect.any(String)]);
    expect(headers).toEqual({
      authorization: `Bearer ${RAW_TOKEN}`,
      "user-agent": "abri-gateway",
      accept: "*/*",
      "content-type": "application/json",
    });
  });

  it("has its query rebuilt from what the route knows", async () => {
    await harness.page("GET", `${V3}/rooms/!room/members?membership=join&at=x&not_membership=a%26b`);
    expect(harness.reached.map(({ url }) => url)).toEqual([`${V3}/rooms/!room/members?membership=join`]);
  });

  it("gives no password along with cross-signing keys", async () => {
    await harness.page("POST", `${V3}/keys/device_signing/upload`, {
      ...crossSigning,
      auth: { type: "m.login.password", password: "p" },
    });
    expect(JSON.parse(harness.reached[0]?.body ?? "")).toEqual(crossSigning);
  });

  it("gets Synapse's answer and none of its headers", async () => {
    harness.reply(replyJson({ event_id: EVENT }));
    const answer = await harness.page("PUT", `${V3}/rooms/!room/send/m.room.encrypted/m1`, megolm);
    expect(await answer.json()).toEqual({ event_id: EVENT });
    expect([...answer.headers.keys()]).not.toContain("server");
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe("keys of other people", () => {
  it("are asked for the people of the conversation alone", async () => {
    harness.reply(replyJson({ device_keys: { [OFFICER]: { PHONE: {} } }, failures: {} }));
    const asked = [ME, OFFICER, BOT, STRANGER, "@nobody:police.test:8101", "@victim-2:hs.test:8091"];
    const answer = await harness.page("POST", `${V3}/keys/query`, {
      device_keys: Object.fromEntries(asked.map((user) => [user, []])),
      timeout: 999999,
    });
    expect(JSON.parse(harness.reached[0]?.body ?? "")).toEqual({
      device_keys: { [ME]: [], [OFFICER]: [] },
      timeout: 10000,
    });
    // Nobody else has a device, whether they exist or not.
    expect(await answer.json()).toEqual({
      device_keys: { [OFFICER]: { PHONE: {} }, ...Object.fromEntries(asked.slice(2).map((user) => [user, {}])) },
      failures: {},
    });
  });

  it("are not asked for at all when nobody is left", async () => {
    const query = await harness.page("POST", `${V3}/keys/query`, { device_keys: { [STRANGER]: [] } });
    const claim = await harness.page("POST", `${V3}/keys/claim`, {
      one_time_keys: { [STRANGER]: { D: "signed_curve25519" } },
    });
    expect([await query.json(), await claim.json()]).toEqual([
      { device_keys: { [STRANGER]: {} } },
      { one_time_keys: {}, failures: {} },
    ]);
    expect(harness.reached).toEqual([]);
  });

  it("are claimed for the people of the conversation alone", async () => {
    const wanted = { PHONE: "signed_curve25519" };
    await harness.page("POST", `${V3}/keys/claim`, { one_time_keys: { [STRANGER]: wanted, [OFFICER]: wanted } });
    expect(JSON.parse(harness.reached[0]?.body ?? "")).toEqual({
      one_time_keys: { [OFFICER]: wanted },
      timeout: 10000,
    });
  });
});

describe("files", () => {
  const upload = (size: number, headers: Record<string, string> = {}) =>
    fetch(`${harness.url}/_matrix/media/v3/upload?filename=secret.jpg`, {
      method: "POST",
      headers: { Authorization: `Bearer ${TOKEN}`, "X-Abri": "1", "Content-Type": "image/svg+xml", ...headers },
      body: new Uint8Array(size),
    });

  it("go up without name and type", async () => {
    harness.reply(replyJson({ content_uri: "mxc://hs.test/abc" }));
    const answer = await upload(1000);
    expect(await answer.json()).toEqual({ content_uri: "mxc://hs.test/abc" });
    const [reached] = harness.reached;
    expect([reached?.url, reached?.headers["content-type"], reached?.body.length]).toEqual([
      "/_matrix/media/v3/upload",
      "application/octet-stream",
      1000,
    ]);
  });

  it("are at most ten megabytes", async () => {
    harness.reply(replyJson({ content_uri: "mxc://hs.test/abc" }));
    expect((await upload(10 * 1024 * 1024)).status).toBe(200);
    expect(harness.reached).toHaveLength(1);
    const tooLarge = await upload(10 * 1024 * 1024 + 1).then(
      (answer) => answer.status,
      () => "hung up",
    );
    expect([413, "hung up"]).toContain(tooLarge);
    expect(harness.reached).toHaveLength(1);
  });

  it("are thirty at most, whichever process moved them", async () => {
    harness.reply(replyJson({ content_uri: "mxc://hs.test/abc" }));
    // Another process moved some of them.
    for (let file = 0; file < 10; file++) await harness.files.takeTurn(CONVERSATION, "upload", 30);
    const statuses: number[] = [];
    for (let file = 0; file < 22; file++) statuses.push((await upload(10)).status);
    expect(statuses).toEqual([...Array<number>(20).fill(200), 429, 429]);
    expect(harness.reached).toHaveLength(20);
  });

  it("are written down, to be erased with the conversation", async () => {
    harness.reply(replyJson({ content_uri: "mxc://hs.test:8091/abc" }));
    await upload(10);
    harness.uploads.set("police.test:8101/def", OFFICER);
    await harness.page("GET", "/_matrix/client/v1/media/download/police.test:8101/def");
    expect(await harness.files.of(CONVERSATION)).toEqual([
      { serverName: "hs.test:8091", mediaId: "abc" },
      { serverName: "police.test:8101", mediaId: "def" },
    ]);
  });

  it("come down a hundred and twenty times at most", async () => {
    harness.uploads.set("police.test:8101/abc", OFFICER);
    const statuses = new Map<number, number>();
    for (let file = 0; file < 122; file++) {
      const { status } = await harness.page("GET", "/_matrix/client/v1/media/download/police.test:8101/abc");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [200, 120],
      [429, 2],
    ]);
  });

  it("come down as bytes that no browser shows", async () => {
    harness.uploads.set("police.test:8101/abc", OFFICER);
    harness.reply((_request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<script>"));
    const answer = await harness.page(
      "GET",
      "/_matrix/client/v1/media/download/police.test:8101/abc?allow_redirect=true",
    );
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe("attachment");
    expect(harness.reached.map(({ url }) => url)).toEqual(["/_matrix/client/v1/media/download/police.test%3A8101/abc"]);
  });

  it.each([
    ["its own", "hs.test:8091/own", 200],
    ["an officer's of this conversation", "police.test:8101/officers", 200],
    ["another victim's", "hs.test:8091/another", 404],
    ["another officer's", "police.test:8101/strangers", 404],
    ["one that nobody has uploaded", "police.test:8101/nobodys", 404],
    ["one of a homeserver without an officer here", "gendarmerie.test:8111/officers", 404],
    ["one of the Internet", "matrix.org/abc", 404],
  ])("come down when it is %s (%s): %i", async (_whose, file, status) => {
    harness.reply(replyJson({ content_uri: "mxc://hs.test:8091/own" }));
    await upload(10);
    harness.uploads.set("police.test:8101/officers", OFFICER);
    harness.uploads.set("police.test:8101/strangers", UserId.parse(STRANGER));
    harness.uploads.set("gendarmerie.test:8111/officers", OFFICER);
    harness.reached.length = 0;
    const answer = await harness.page("GET", `/_matrix/client/v1/media/download/${file}`);
    expect(answer.status).toBe(status);
    expect(harness.reached).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe("an error of the homeserver", () => {
  it.each([
    [500, { errcode: "M_UNKNOWN" }, 503, "ABRI_UNAVAILABLE"],
    [502, {}, 503, "ABRI_UNAVAILABLE"],
    [302, {}, 503, "ABRI_UNAVAILABLE"],
    [401, { errcode: "M_UNKNOWN_TOKEN", soft_logout: true }, 401, "M_UNKNOWN_TOKEN"],
    [401, { flows: [{ stages: ["m.login.password"] }], session: "s" }, 403, "M_FORBIDDEN"],
    [403, { errcode: "M_FORBIDDEN" }, 403, "M_FORBIDDEN"],
    [404, { errcode: "M_NOT_FOUND" }, 404, "M_NOT_FOUND"],
    [429, { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 700 }, 429, "M_LIMIT_EXCEEDED"],
    [400, { errcode: "M_WHATEVER" }, 400, "M_BAD_JSON"],
  ])("%i %j becomes %i %s, without its words", async (status, body, ours, errcode) => {
    harness.reply(replyJson({ ...body, error: `words about ${RAW_TOKEN}` }, status));
    const answer = await harness.page("POST", `${V3}/rooms/!room/join`, {});
    const text = await answer.text();
    expect([answer.status, (JSON.parse(text) as { errcode: string }).errcode]).toEqual([ours, errcode]);
    expect(text).not.toContain(RAW_TOKEN);
    expect(text).not.toContain("words");
    expect(JSON.stringify(harness.logged)).not.toContain(RAW_TOKEN);
  });

  it("that hangs up, or answers what is not JSON, is an interruption", async () => {
    harness.reply((_request, response) => response.destroy());
    const cut = await harness.page("POST", `${V3}/rooms/!room/join`, {});
    harness.reply((_request, response) => response.writeHead(200).end(`oops ${RAW_TOKEN}`));
    const garbled = await harness.page("POST", `${V3}/rooms/!room/join`, {});
    expect([cut.status, garbled.status]).toEqual([503, 503]);
    expect(await cut.json()).toMatchObject({ errcode: "ABRI_UNAVAILABLE", retry_after_ms: 2000 });
  });

  it("of endless length is not passed on", async () => {
    harness.reply((_request, response) => response.writeHead(200).end("x".repeat(1024 * 1024 + 1)));
    expect((await harness.page("POST", `${V3}/rooms/!room/join`, {})).status).toBe(503);
  });
});

/** What never reaches the homeserver. The control is `forwarding.test.ts`: the same gateway, the same stand-in, and it does reach it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Harness, ME, OFFICER, startHarness, STRANGER, TOKEN } from "./testing/harness.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({
    limits: {
      json: { maxBytes: 64 * 1024, timeoutMs: 300 },
      headersTimeoutMs: 300,
      requestTimeoutMs: 600,
      checkEveryMs: 50,
    },
  });
});
beforeEach(() => harness.reached.splice(0));
afterAll(() => harness.close());

const V3 = "/_matrix/client/v3";
const JOIN = `${V3}/rooms/!room/join`;
const me = encodeURIComponent(ME);
const officer = encodeURIComponent(OFFICER);
const megolm = { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "AwgA", session_id: "abc" };
const olm = { algorithm: "m.olm.v1.curve25519-aes-sha2", sender_key: "k", ciphertext: { k: { type: 0, body: "Awg" } } };

async function refusal(answering: Promise<Response>): Promise<[number, string]> {
  const answer = await answering;
  return [answer.status, ((await answer.json()) as { errcode: string }).errcode];
}

describe("not on the list", () => {
  it.each([
    ["POST", `${V3}/createRoom`],
    ["POST", `${V3}/logout`],
    ["GET", `${V3}/account/whoami`],
    ["GET", `${V3}/joined_rooms`],
    ["PUT", `${V3}/profile/${me}/displayname`],
    ["GET", `${V3}/profile/${officer}`],
    ["POST", `${V3}/user_directory/search`],
    ["PUT", `${V3}/rooms/!room/send/m.room.message/1`],
    ["PUT", `${V3}/rooms/!room/send/m.call.invite/1`],
    ["PUT", `${V3}/rooms/!room/state/m.room.name/`],
    ["PUT", `${V3}/rooms/!other/redact/%24e/1`],
    ["PUT", `${V3}/rooms/!room/redact/e/1`],
    ["POST", `${V3}/rooms/!room/redact/%24e/1`],
    ["GET", `${V3}/rooms/!room/messages`],
    ["POST", `${V3}/rooms/!room/kick`],
    ["PUT", `${V3}/sendToDevice/m.room_key_request/1`],
    ["PUT", `${V3}/sendToDevice/m.key.verification.request/1`],
    ["PUT", `${V3}/user/${me}/account_data/m.x`],
    ["POST", `/_matrix/client/r0/rooms/!room/join`],
    ["POST", `/_matrix/client/unstable/rooms/!room/join`],
    ["POST", `/_matrix/client/v1/rooms/!room/join`],
    ["POST", `/_synapse/admin/v1/join/!room`],
    ["GET", `/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`],
    ["GET", `/_matrix/federation/v1/version`],
    ["GET", `/_matrix/key/v2/server`],
    ["GET", `/_matrix/media/v3/download/hs.test:8091/abc`],
    ["DELETE", JOIN],
    ["PATCH", JOIN],
    ["OPTIONS", JOIN],
    ["HEAD", `${V3}/sync`],
    ["PUT", JOIN],
    ["GET", `${V3}/sync/`],
    ["GET", `${V3}/SYNC`],
    ["GET", "/api/conversations"],
    ["GET", "/api"],
    ["GET", "/_matrix"],
  ])("%s %s is 404", async (method, path) => {
    const body = ["GET", "HEAD", "OPTIONS"].includes(method) ? undefined : {};
    const answer = await harness.page(method, path, body);
    expect(answer.status).toBe(404);
    if (path.startsWith("/_matrix") && method !== "HEAD")
      expect(await answer.json()).toMatchObject({ errcode: "M_UNRECOGNIZED" });
    expect(harness.reached).toEqual([]);
  });

  it.each([
    [`/_matrix/client/v3/rooms/!room/..%2f..%2fcreateRoom`],
    [`/_matrix/client/v3/rooms/!room/%2e%2e/%2e%2e/createRoom`],
    [`/_matrix/client/v3/rooms/!room/%252e%252e/join`],
    [`/_matrix/client/v3/rooms/!room/../!room/join`],
    [`/_matrix/client/v3/rooms/!room%2f..%2f!other/join`],
    [`/_matrix/client/v3/rooms//!room/join`],
    [`//_matrix/client/v3/rooms/!room/join`],
    [`/_matrix/client/v3/rooms/!room;x=1/join`],
    [`/_matrix/client/v3/rooms/!room/join;jsessionid=1`],
    [`/_matrix/client/v3/rooms/!room/join%00`],
    [`/_matrix/client/v3/rooms/!room%00/join`],
    [`/_matrix/client/v3\\rooms\\!room\\join`],
    [`/_matrix/client/v3/rooms/!room/join%5c`],
    [`/_matrix/client/v3/rooms/!room/join%0d%0aX:%20y`],
    [`/_matrix/client/v3/rooms/!room/join#`],
    [`http://127.0.0.1/_matrix/client/v3/rooms/!room/join`],
    [`/_matrix/client/v3/rooms/!room/jo%69n%`],
    [`*`],
  ])("POST %s, as written on the wire, is refused", async (path) => {
    const answer = await harness.raw(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nX-Abri: 1\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (404 Not Found|400 Bad Request)\r\n/);
    expect(harness.reached).toEqual([]);
  });

  it("and the control: the same bytes with the plain path do reach it", async () => {
    const answer = await harness.raw(
      `POST ${JOIN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nX-Abri: 1\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(harness.reached).toHaveLength(1);
  });
});

describe("of somebody else", () => {
  it.each([
    ["PUT", `${V3}/rooms/!other/send/m.room.encrypted/1`, megolm, 404],
    ["POST", `${V3}/rooms/!other/join`, {}, 404],
    ["GET", `${V3}/rooms/!other/members`, undefined, 404],
    ["PUT", `${V3}/rooms/!room/typing/${officer}`, { typing: true }, 404],
    ["POST", `${V3}/user/${officer}/filter`, {}, 404],
    ["GET", `${V3}/user/${officer}/account_data/m.x`, undefined, 404],
    ["POST", `${V3}/rooms/!room/invite`, { user_id: STRANGER }, 403],
    ["POST", `${V3}/keys/signatures/upload`, { [OFFICER]: { D: { signatures: {} } } }, 403],
    ["PUT", `${V3}/sendToDevice/m.room.encrypted/1`, { messages: { [STRANGER]: { D: olm } } }, 403],
    [
      "PUT",
      `${V3}/sendToDevice/m.room.encrypted/1`,
      { messages: { [OFFICER]: { D: olm }, [STRANGER]: { D: olm } } },
      403,
    ],
  ])("%s %s %j is %i", async (method, path, body, status) => {
    expect((await harness.page(method, path, body)).status).toBe(status);
    expect(harness.reached).toEqual([]);
  });

  it("an officer whom the desk no longer names is not invited", async () => {
    harness.desk.invitable = null;
    const answer = await harness.page("POST", `${V3}/rooms/!room/invite`, { user_id: OFFICER });
    harness.desk.invitable = OFFICER;
    expect(answer.status).toBe(403);
    expect(harness.reached).toEqual([]);
  });
});

describe("a body", () => {
  const send = `${V3}/rooms/!room/send/m.room.encrypted/1`;
  it.each([
    [send, { ...megolm, body: "in clear" }],
    [send, { ...megolm, algorithm: "m.olm.v1.curve25519-aes-sha2" }],
    [send, { ...megolm, ciphertext: "words in clear" }],
    [send, { msgtype: "m.text", body: "in clear" }],
    [send, { ...megolm, "m.relates_to": { note: "in clear" } }],
    [send, { ...megolm, "m.relates_to": { rel_type: "in clear", event_id: "$x" } }],
    [`${V3}/sendToDevice/m.room.encrypted/1`, { messages: { [OFFICER]: { "*": olm } } }],
    [`${V3}/sendToDevice/m.room.encrypted/1`, { messages: { [OFFICER]: { D: { body: "in clear" } } } }],
    [`${V3}/sendToDevice/m.room_key.withheld/1`, { messages: { [OFFICER]: { D: { code: "free words" } } } }],
    [`${V3}/rooms/!room/typing/${me}`, { typing: "yes" }],
    [`${V3}/rooms/!room/typing/${me}`, []],
  ])("PUT %s %j of another form is 400", async (path, body) => {
    expect(await refusal(harness.page("PUT", path, body))).toEqual([400, "M_BAD_JSON"]);
    expect(harness.reached).toEqual([]);
  });

  it.each([
    ["{", "M_NOT_JSON"],
    ['{"a":"\\ud800"}', "M_BAD_JSON"],
    ['{"a":"\\u0000"}', "M_BAD_JSON"],
    ['{"a":1e999}', "M_BAD_JSON"],
    [`{"a":${"[".repeat(33)}${"]".repeat(33)}}`, "M_BAD_JSON"],
    ['{"a":1,"a":1}', "M_BAD_JSON"],
  ])("POST %.30s is refused", async (body, errcode) => {
    expect(await refusal(harness.page("POST", JOIN, body))).toEqual([400, errcode]);
    expect(harness.reached).toEqual([]);
  });

  it.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json; charset=utf-16",
  ])("declared as %s is refused", async (type) => {
    expect(await refusal(harness.page("POST", JOIN, "{}", { "Content-Type": type }))).toEqual([400, "M_NOT_JSON"]);
    expect(harness.reached).toEqual([]);
  });

  it("that is compressed is refused", async () => {
    expect(await refusal(harness.page("POST", JOIN, "{}", { "Content-Encoding": "gzip" }))).toEqual([
      400,
      "M_NOT_JSON",
    ]);
    expect(harness.reached).toEqual([]);
  });

  it.each([
    ["declared", `Content-Length: ${64 * 1024 + 1}\r\n\r\n`],
    ["not declared", `Transfer-Encoding: chunked\r\n\r\n10001\r\n${" ".repeat(0x10001)}\r\n`],
  ])("of more than 64 kB, %s, is 413", async (_how, rest) => {
    const answer = await harness.raw(
      `POST ${JOIN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nX-Abri: 1\r\nContent-Type: application/json\r\n${rest}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain("M_TOO_LARGE");
    expect(harness.reached).toEqual([]);
  });

  it("of exactly 64 kB passes (the control)", async () => {
    expect((await harness.page("POST", JOIN, "{}".padEnd(64 * 1024))).status).toBe(200);
    expect(harness.reached).toHaveLength(1);
  });

  it.each([
    [
      "a body that stops",
      `POST ${JOIN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nX-Abri: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`,
    ],
    ["headers that stop", `POST ${JOIN} HTTP/1.1\r\nHost: x\r\nX-A`],
  ])("is not waited for: %s", async (_what, bytes) => {
    // It resolves when the gateway hangs up: if it never did, this test would run into its time-out.
    expect(await harness.raw(bytes)).toMatch(/^HTTP\/1\.1 40[08] /);
    expect(harness.reached).toEqual([]);
  });
});

describe("the transport", () => {
  const head = `POST ${JOIN} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nX-Abri: 1\r\nContent-Type: application/json\r\n`;
  it.each([
    ["both lengths", `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`],
    ["two lengths", `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} `],
    ["an odd length", `${head}Content-Length: +2\r\n\r\n{}`],
    ["an odd encoding", `${head}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ["two encodings", `${head}Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ["a space before the colon", `${head}Content-Length : 2\r\n\r\n{}`],
    ["a folded header", `${head}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}`],
    ["a bare line feed", head.replaceAll("\r\n", "\n") + "Content-Length: 2\n\n{}"],
    ["no host", `${head.replace("Host: x\r\n", "")}Content-Length: 2\r\n\r\n{}`],
    ["an unknown protocol", `${head.replace("HTTP/1.1", "HTTP/9.9")}Content-Length: 2\r\n\r\n{}`],
    ["a NUL in a header", `${head}X-A: \0\r\nContent-Length: 2\r\n\r\n{}`],
    ["a large header", `${head}X-A: ${"a".repeat(9000)}\r\nContent-Length: 2\r\n\r\n{}`],
    ["no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["a tunnel", "CONNECT synapse:8008 HTTP/1.1\r\nHost: synapse:8008\r\n\r\n"],
  ])("with %s reaches nothing", async (_what, bytes) => {
    const answer = await harness.raw(bytes);
    expect(answer).not.toMatch(/HTTP\/1\.1 2/);
    expect(harness.reached).toEqual([]);
  });
});

describe("whoever asks", () => {
  it.each([
    ["no token", {}],
    ["another token", { Authorization: `Bearer ${"x".repeat(43)}` }],
    ["a token of another form", { Authorization: "Bearer syt_raw" }],
    ["another scheme", { Authorization: `Basic ${TOKEN}` }],
    ["the token in the address", {}, `?access_token=${TOKEN}`],
    ["the token in a cookie", { Cookie: `access_token=${TOKEN}` }],
  ])("with %s is nobody", async (_what, headers: Record<string, string>, query = "") => {
    const answer = fetch(`${harness.url}${JOIN}${query}`, { method: "POST", headers: { "X-Abri": "1", ...headers } });
    expect(await refusal(answer)).toEqual([401, "M_UNKNOWN_TOKEN"]);
    expect(harness.reached).toEqual([]);
  });

  it.each([
    [JOIN],
    [`${V3}/keys/query`],
    ["/api/conversations"],
    ["/api/conversation/close"],
    ["/_matrix/media/v3/upload"],
  ])("changes nothing through %s without our header", async (path) => {
    expect(await refusal(harness.page("POST", path, {}, { "X-Abri": "0" }))).toEqual([403, "ABRI_MISSING_HEADER"]);
    expect(harness.reached).toEqual([]);
  });
});

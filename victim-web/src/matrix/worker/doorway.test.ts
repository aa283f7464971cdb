import { beforeAll, describe, expect, it } from "vitest";
import { doorway } from "./doorway.ts";
import { deviceKey, KeyLedger } from "./keyLedger.ts";

const ORIGIN = "http://abri.test";
const CLIENT = `${ORIGIN}/_matrix/client/v3`;

// The door compares origins; nothing else of a worker is needed.
beforeAll(() => {
  Object.assign(globalThis, { location: { origin: ORIGIN } });
});

function setUp(answers: (Response | Error)[] = []) {
  const reached: { readonly method: string; readonly path: string; readonly headers: Headers }[] = [];
  const left: string[] = [];
  const door = doorway({
    doFetch: (resource, init) => {
      reached.push({
        method: init?.method ?? "GET",
        path: (resource as URL).pathname,
        headers: new Headers(init?.headers),
      });
      const answer = answers.shift() ?? new Response("{}");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    pause: () => Promise.resolve(),
    onOffline: () => () => undefined,
    ledger: new KeyLedger(),
    readers: () => Promise.resolve(new Set([deviceKey("@amina:police", "A")])),
    leaving: (sessionId) => left.push(sessionId),
  });
  const put = (path: string, body: unknown): Promise<Response> =>
    door.fetch(`${CLIENT}/${path}`, { method: "PUT", body: JSON.stringify(body) });
  return { door, reached, put };
}

const MEGOLM = { algorithm: "m.megolm.v1.aes-sha2", session_id: "one", ciphertext: "x" };
const KEYS = { messages: { "@amina:police": { A: { algorithm: "m.olm.v1.curve25519-aes-sha2" } } } };

describe("the door", () => {
  it.each<[string, string, unknown]>([
    ["a message in clear", "rooms/!r/send/m.room.message/1", { msgtype: "m.text", body: "secret" }],
    ["clear text under an encrypted name", "rooms/!r/send/m.room.encrypted/1", { body: "secret" }],
    ["another algorithm", "rooms/!r/send/m.room.encrypted/1", { ...MEGOLM, algorithm: "m.plain" }],
    ["a state event", "rooms/!r/state/m.room.topic", { topic: "secret" }],
    ["what nobody was given a key for", "rooms/!r/send/m.room.encrypted/1", MEGOLM],
  ])("lets nothing out: %s", async (_name, path, body) => {
    const { reached, put } = setUp();
    await expect(put(path, body)).rejects.toThrow();
    expect(reached).toEqual([]);
  });

  it("lets an encrypted event out once an attested device has the key", async () => {
    const { reached, put } = setUp();
    await put("sendToDevice/m.room.encrypted/1", KEYS);
    await put("rooms/!r/send/m.room.encrypted/1", MEGOLM);
    expect(reached.map(({ path }) => path.split("/")[4])).toEqual(["sendToDevice", "rooms"]);
  });

  it("does not count keys that the server has refused", async () => {
    const { reached, put } = setUp([new Response("{}", { status: 403 })]);
    await put("sendToDevice/m.room.encrypted/1", KEYS);
    await expect(put("rooms/!r/send/m.room.encrypted/1", MEGOLM)).rejects.toThrow();
    expect(reached).toHaveLength(1);
  });

  it("tells once why an event was held back", async () => {
    const { door, put } = setUp();
    await put("rooms/!r/send/m.room.encrypted/1", MEGOLM).catch(() => undefined);
    expect([door.takeRefusal()?.message, door.takeRefusal()]).toEqual(["no reader", null]);
  });

  it("puts the gateway's header on every change, and reaches no other origin", async () => {
    const { door, reached } = setUp();
    await door.fetch(`${CLIENT}/rooms/!r/invite`, { method: "POST", body: "{}" });
    await door.fetch(`${CLIENT}/rooms/!r/members`);
    expect(reached.map(({ headers }) => headers.get("x-abri"))).toEqual(["1", null]);
    await expect(door.fetch("https://elsewhere.test/_matrix/client/v3/sync")).rejects.toThrow();
    expect(reached).toHaveLength(2);
  });

  it("answers by itself what needs no server", async () => {
    const { door, reached } = setUp();
    const filter = await door.fetch(`${CLIENT}/user/@v:victims/filter`, { method: "POST", body: "{}" });
    const secret = await door.fetch(`${CLIENT}/sendToDevice/m.secret.request/1`, { method: "PUT", body: "{}" });
    expect([await filter.json(), secret.status, reached]).toEqual([{ filter_id: "0" }, 200, []]);
    door.keep();
    const backup = await door.fetch(`${CLIENT}/room_keys/keys/!r?version=1`);
    const session = await door.fetch(`${CLIENT}/room_keys/keys/!r/s?version=1`);
    expect([backup.status, await backup.json(), session.status, reached]).toEqual([200, { sessions: {} }, 404, []]);
  });

  it("sends the encryption's own requests until a server answers", async () => {
    const lost = new TypeError("network");
    const { door, reached } = setUp([lost, new Response("", { status: 503 }), lost, new Response('{"ok":1}')]);
    const answer = await door.fetch(`${CLIENT}/keys/upload`, { method: "POST", body: "{}" });
    expect([await answer.json(), reached.length]).toEqual([{ ok: 1 }, 4]);
  });

  it("asks again when the answer is cut in its middle, and hands on all of one that comes in pieces", async () => {
    const pieces = (...parts: (string | Error)[]): Response =>
      new Response(
        new ReadableStream({
          pull(controller) {
            const part = parts.shift();
            if (part === undefined) controller.close();
            else if (part instanceof Error) controller.error(part);
            else controller.enqueue(new TextEncoder().encode(part));
          },
        }),
        { status: 200, headers: { "Content-Type": "application/json" } },
      );
    const cut = pieces('{"rooms":', new TypeError("network"));
    const { door, reached } = setUp([cut, pieces('{"rooms":', '{"é":1}', "}")]);
    door.keep();
    const answer = await door.fetch(`${CLIENT}/room_keys/keys?version=1`);
    expect([await answer.json(), answer.headers.get("content-type")]).toEqual([
      { rooms: { é: 1 } },
      "application/json",
    ]);
    expect(reached).toHaveLength(2);
  });

  it("bears a server that stumbles, but not one that always does", async () => {
    const stumble = (): Response => new Response("{}", { status: 500 });
    const { door, reached } = setUp([stumble(), stumble(), new Response('{"ok":1}')]);
    expect(await (await door.fetch(`${CLIENT}/keys/query`, { method: "POST", body: "{}" })).json()).toEqual({ ok: 1 });
    expect(reached).toHaveLength(3);
    const broken = setUp(Array.from({ length: 20 }, stumble));
    const answer = await broken.door.fetch(`${CLIENT}/keys/query`, { method: "POST", body: "{}" });
    expect([answer.status, broken.reached.length]).toEqual([500, 6]);
  });
});

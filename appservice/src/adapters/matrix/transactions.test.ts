import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { Corps, type RoomId, type UserId } from "@abri/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InboxStore, MemberEvent } from "../../ports/inboxStore.ts";
import type { JobRequest } from "../../ports/jobs.ts";
import { transactionsBefore } from "./transactions.ts";

let server: Server;
let base: string;
let received: { members: readonly MemberEvent[]; jobs: readonly JobRequest[] }[] = [];
let dropped = 0;
let databaseIsAway = false;
const errors: unknown[] = [];

const inbox: Pick<InboxStore, "receive"> = {
  receive: (members, jobs) => {
    if (databaseIsAway) return Promise.reject(new Error("away"));
    received.push({ members, jobs });
    return Promise.resolve(members.length);
  },
};

beforeAll(async () => {
  const app = transactionsBefore((_request, response) => void response.status(404).json({ bridge: true }), {
    hsToken: "right",
    inbox,
    bot: "@relais:v.example" as UserId,
    notesRoom: () => "!notes" as RoomId,
    corpsOf: (room: RoomId) => (room === "!permanence" ? Corps.parse("police") : null),
    log: { info: () => undefined, warn: () => undefined, error: (_what, error) => errors.push(error) },
    dropped: () => (dropped += 1),
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  received = [];
  dropped = 0;
  databaseIsAway = false;
});

const push = async (events: unknown, token: string | null = "right", txn = "1"): Promise<number> => {
  const response = await fetch(`${base}/_matrix/app/v1/transactions/${txn}`, {
    method: "PUT",
    headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: typeof events === "string" ? events : JSON.stringify({ events }),
  });
  await response.text();
  return response.status;
};
const member = (over: object = {}): object => ({
  type: "m.room.member",
  event_id: "$1",
  room_id: "!conversation",
  sender: "@amina:p.example",
  state_key: "@amina:p.example",
  content: { membership: "join", displayname: "Amina" },
  ...over,
});

describe("a transaction", () => {
  it("is stored before it is acknowledged, with no more than what is needed", async () => {
    expect(await push([member()])).toBe(200);
    const expected = {
      eventId: "$1",
      roomId: "!conversation",
      sender: "@amina:p.example",
      member: "@amina:p.example",
      membership: "join",
    };
    expect(received).toEqual([{ members: [expected], jobs: [] }]);
  });

  const [bot, victim, other] = ["@relais:v.example", "@victim-1:v.example", "@victim-2:v.example"];
  const makingOrNot: [string, string, string, string, "stored" | "not stored"][] = [
    ["the bot comes", bot, bot, "join", "not stored"],
    ["the bot invites the victim", bot, victim, "invite", "not stored"],
    ["the victim comes", victim, victim, "join", "not stored"],
    ["the victim leaves", victim, victim, "leave", "stored"],
    ["the bot removes the victim", bot, victim, "leave", "stored"],
    ["the victim invites another victim's user", victim, other, "invite", "stored"],
    ["somebody of another homeserver with such a name is invited", bot, "@victim-1:p.example", "invite", "stored"],
    [
      "somebody of another homeserver with such a name comes",
      "@victim-1:p.example",
      "@victim-1:p.example",
      "join",
      "stored",
    ],
    ["an officer comes", "@amina:p.example", "@amina:p.example", "join", "stored"],
  ];
  it.each(makingOrNot)("%s", async (_what, sender, who, membership, fate) => {
    await push([member({ sender, state_key: who, content: { membership } })]);
    expect(received.flatMap(({ members }) => members)).toHaveLength(fate === "stored" ? 1 : 0);
  });

  it("is refused with a wrong token or none, before anything is read", async () => {
    for (const token of ["wrong", "", null, "right "]) {
      const status = await push([member()], token);
      // A header's trailing space is not part of it: the control that the right token passes.
      expect(status).toBe(token === "right " ? 200 : 403);
    }
    expect(received).toHaveLength(1);
  });

  it("is not acknowledged when it could not be stored, and comes again", async () => {
    databaseIsAway = true;
    expect(await push([member()])).toBe(503);
    expect(errors).toHaveLength(1);
    databaseIsAway = false;
    expect(await push([member()])).toBe(200);
    expect(received).toHaveLength(1);
  });

  it("stores no message, encrypted or not", async () => {
    const message = (type: string) => ({
      type,
      event_id: "$2",
      room_id: "!r",
      sender: "@a:b",
      content: { body: "secret" },
    });
    expect(await push([message("m.room.encrypted"), message("m.room.message")])).toBe(200);
    expect(JSON.stringify(received)).not.toContain("secret");
    expect(received).toEqual([{ members: [], jobs: [] }]);
    expect(dropped).toBe(0);
  });

  it("keeps of what is written in the room of the notes that it was written, and nothing of what the bot says there", async () => {
    const written = (type: string, over: object = {}): object => ({
      ...{ type, event_id: `$${type}`, room_id: "!notes", sender: "@a:b", content: { body: "secret" } },
      ...over,
    });
    await push([
      written("m.room.encrypted"),
      written("m.room.message"),
      written("m.room.redaction"),
      written("m.room.topic", { state_key: "" }),
      written("m.room.encrypted", { sender: "@relais:v.example" }),
      written("m.room.encrypted", { room_id: "!elsewhere" }),
    ]);
    const jobs = ["$m.room.encrypted", "$m.room.message"].map((event) => ({ job: { task: "note", event } }));
    expect(received).toEqual([{ members: [], jobs }]);
  });

  it("drops and counts what is not what its type says, and keeps the rest", async () => {
    const bad = [
      null,
      7,
      {},
      member({ state_key: "amina" }),
      member({ content: { membership: "joined" } }),
      member({ content: null }),
      member({ event_id: 1 }),
    ];
    expect(await push([...bad, member()])).toBe(200);
    expect(dropped).toBe(bad.length);
    expect(received[0]?.members).toHaveLength(1);
  });

  it("is refused when it is no transaction", async () => {
    for (const body of ["{", "[]", '{"events":{}}', "null"]) expect(await push(body)).toBe(400);
    expect(received).toEqual([]);
  });

  it("turns what happens in a Permanence into a look at it, and believes nobody about somebody else", async () => {
    const duty = (sender: string, room = "!permanence") => ({
      type: "org.abri.duty",
      event_id: "$3",
      room_id: room,
      sender,
      state_key: "@amina:p.example",
      content: { on: true },
    });
    await push([duty("@amina:p.example"), duty("@mallory:p.example"), duty("@amina:p.example", "!elsewhere")]);
    await push([member({ room_id: "!permanence" })]);
    const look = { job: { task: "roster", corps: "police", officer: "@amina:p.example" } };
    expect(received).toEqual([
      { members: [], jobs: [look] },
      { members: [], jobs: [look] },
    ]);
    expect(dropped).toBe(2);
  });

  it("leaves every other request to the bridge, and answers the ping itself", async () => {
    const other = await fetch(`${base}/elsewhere`);
    expect([other.status, await other.json()]).toEqual([404, { bridge: true }]);
    const ping = await fetch(`${base}/_matrix/app/v1/ping`, {
      method: "POST",
      headers: { authorization: "Bearer right" },
    });
    expect([ping.status, await ping.json()]).toEqual([200, {}]);
    expect((await fetch(`${base}/_matrix/app/v1/ping`, { method: "POST" })).status).toBe(403);
  });
});

describe("what is said in a Permanence", () => {
  const said = (body: string, over: object = {}): object => ({
    type: "m.room.message",
    event_id: "$said",
    room_id: "!permanence",
    sender: "@amina:p.example",
    content: { msgtype: "m.text", body },
    ...over,
  });

  it("is an order when it begins with an exclamation mark", async () => {
    await push([said("!pause")]);
    const job = { task: "order", corps: "police", officer: "@amina:p.example", event: "$said", text: "!pause" };
    expect(received).toEqual([{ members: [], jobs: [{ job }] }]);
  });

  it.each([
    ["any other message", said("bonjour à tous")],
    ["what the relay says itself", said("!pause", { sender: "@relais:v.example" })],
    ["a conversation, whatever is in it", said("!pause", { room_id: "!conversation" })],
    ["something too long to be one", said(`!${"x".repeat(400)}`)],
  ])("is not kept: %s", async (_what, event) => {
    await push([event]);
    expect(received.flatMap(({ members, jobs }) => [...members, ...jobs])).toEqual([]);
    expect(dropped).toBe(0);
  });
});

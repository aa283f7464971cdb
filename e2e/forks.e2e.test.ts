/** What is told of a room in which two homeservers have made events at the same time, neither knowing the other's (ADR 0027). */
import type { OfficerClient } from "@abri/officer";
import { EventTimeline } from "matrix-js-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseOf } from "./src/databases.ts";
import { numberOf, order } from "./src/orders.ts";
import { standingStill } from "./src/standingStill.ts";
import { adminToken, dismiss, endpoints, homeserver, officerOnDuty, type Role } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

/** Those who share a room of their own. */
type Side = Exclude<Role, "gendarmerie">;

/** Of the room, and of what the two have made in it. */
interface Fork {
  readonly roomId: string;
  /** From where whoever had seen the new topic, and not yet the message, syncs on. */
  readonly since: string;
  readonly topics: { readonly old: string; readonly new: string };
}

const USE_STATE_AFTER = { "org.matrix.msc4222.use_state_after": "true" };
const rooms: string[] = [];
let amina: OfficerClient;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
});

afterAll(async () => {
  for (const roomId of rooms)
    for (const side of ["police", "victims"] as const) await inRoom(side, "POST", roomId, "leave", {});
  await dismiss("amina", amina);
});

/** Amina, or the administrator of the victims' homeserver. */
const tokenOf = async (side: Side): Promise<string> => (side === "police" ? tokenOfOfficer(amina) : adminToken(side));
const tokenOfOfficer = ({ client }: OfficerClient): string => client.getAccessToken() ?? "";

async function call(side: Side, method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  return callAs(await tokenOf(side), side, method, path, body);
}

async function callAs(
  token: string,
  role: Role,
  method: string,
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${homeserver(role).client}/_matrix/client/v3/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

const inRoom = (side: Side, method: string, roomId: string, what: string, body?: object) =>
  call(side, method, `rooms/${encodeURIComponent(roomId)}/${what}`, body);

/** Whether it works: an invitation or an event that another homeserver does not know yet is refused there. */
const works = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    () => false,
  );

/** A room of one homeserver, in which somebody of the other is too. */
async function sharedRoom(here: Side, there: Side): Promise<string> {
  const guest = there === "police" ? amina.userId : homeserver(there).admin.userId;
  const roomId = String((await call(here, "POST", "createRoom", { invite: [guest] }))["room_id"]);
  rooms.push(roomId);
  await until("the guest is in", 30_000, () => works(inRoom(there, "POST", roomId, "join", {})));
  return roomId;
}

interface Told {
  readonly next: string;
  /** The topics in what is told of the room's state. */
  readonly topics: readonly string[];
}

/** One look, without waiting. */
async function sync(side: Side, roomId: string, more: Readonly<Record<string, string>>): Promise<Told> {
  const query = new URLSearchParams({ timeout: "0", filter: JSON.stringify({ room: { rooms: [roomId] } }), ...more });
  const whole = (await call(side, "GET", `sync?${query}`)) as {
    next_batch: string;
    rooms?: { join?: Record<string, Record<string, { events?: { type: string; content: { topic?: string } }[] }>> };
  };
  const room = whole.rooms?.join?.[roomId] ?? {};
  const events = [...(room["state"]?.events ?? []), ...(room["org.matrix.msc4222.state_after"]?.events ?? [])];
  return {
    next: whole.next_batch,
    topics: events.flatMap(({ type, content }) => (type === "m.room.topic" ? [content.topic ?? ""] : [])),
  };
}

/** Which events come right before another, as a homeserver has them; none while it does not have that other one. */
async function before(side: Side, eventId: string): Promise<string[]> {
  const database = await databaseOf(endpoints(), `synapse_${side}`);
  try {
    const { rows } = await database.query<{ id: string }>(
      "select prev_event_id as id from event_edges where event_id = $1",
      [eventId],
    );
    return rows.map(({ id }) => id);
  } finally {
    await database.end();
  }
}

async function setTopic(side: Side, roomId: string, topic: string): Promise<string> {
  return String((await inRoom(side, "PUT", roomId, "state/m.room.topic", { topic }))["event_id"]);
}

/** `here` changes the topic; `there` stands still meanwhile, with a message that it was given before and has not looked at. */
async function fork(here: Side, there: Side): Promise<Fork> {
  const roomId = await sharedRoom(here, there);
  // It takes up again what has come while it stood still in an order of its own: the message before the topic, most of the time.
  for (let round = 1; round <= 10; round += 1) {
    const topics = { old: `avant ${round}`, new: `après ${round}` };
    const first = await setTopic(here, roomId, topics.old);
    await until("the other has the old topic", 30_000, () =>
      works(inRoom(there, "GET", roomId, `event/${encodeURIComponent(first)}`)),
    );
    const { written, second, since } = await standingStill(there, async () => {
      const message = { msgtype: "m.text", body: "bonjour" };
      return {
        written: inRoom(there, "PUT", roomId, `send/m.room.message/${round}`, message),
        second: await setTopic(here, roomId, topics.new),
        since: (await sync(here, roomId, {})).next,
      };
    });
    const eventId = String((await written)["event_id"]);
    await until("the message is there", 30_000, async () => (await before(here, eventId)).length > 0);
    if (!(await before(here, eventId)).includes(second)) return { roomId, since, topics };
  }
  throw new Error("ten times of ten the topic came first");
}

describe("a message that was written before the new topic was known to its homeserver", () => {
  it.each([
    ["police", "victims"],
    ["victims", "police"],
  ] as const)(
    "does not bring the old one back on the homeserver of the %s, for whoever asks as clients do",
    async (here, there) => {
      const { roomId, since, topics } = await fork(here, there);
      expect((await sync(here, roomId, { since, ...USE_STATE_AFTER })).topics).toEqual([]);
      expect((await sync(here, roomId, USE_STATE_AFTER)).topics).toEqual([topics.new]);
      // The control: whoever does not ask so is told the old one.
      expect((await sync(here, roomId, { since })).topics).toEqual([topics.old]);
    },
  );

  it("does not bring the old one back in an officer's client", async () => {
    const { roomId, topics } = await fork("police", "victims");
    const room = amina.client.getRoom(roomId);
    await until("the message is seen", 30_000, () =>
      (room?.getLiveTimeline().getEvents() ?? []).some((event) => event.getContent()["body"] === "bonjour"),
    );
    const state = room?.getLiveTimeline().getState(EventTimeline.FORWARDS);
    expect(state?.getStateEvents("m.room.topic", "")?.getContent()["topic"]).toBe(topics.new);
  });
});

describe("who is in a conversation", () => {
  it("is shown to the victim without the officer who has left, whatever a colleague sent before knowing it", async () => {
    const claire = await officerOnDuty("claire", 1);
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    try {
      const roomId = await talk(victim, amina, "online", "bonsoir");
      await order("amina", amina, `!renfort ${numberOf(amina, roomId)} gendarmerie`);
      await claire.waitForInvitation(60_000);
      await claire.accept(roomId);
      const people = victim.page.locator(".talk-people summary");
      await people.getByText(/polici/).waitFor();
      await people.getByText(/gendarme/).waitFor();
      const { sending } = await standingStill("gendarmerie", async () => {
        const path = `rooms/${encodeURIComponent(roomId)}/send/fr.abri.test/late`;
        const sending = callAs(tokenOfOfficer(claire), "gendarmerie", "PUT", path, {});
        await amina.leave(roomId);
        await people.getByText(/polici/).waitFor({ state: "detached" });
        return { sending };
      });
      const late = String((await sending)["event_id"]);
      await until("it is there", 30_000, async () => (await before("victims", late)).length > 0);
      await claire.send(roomId, "Me voilà.");
      await victim.sees("Me voilà.");
      expect(await people.textContent()).toMatch(/: vous, un gendarme, n°\s\d+$/);
    } finally {
      await victim.end();
      await victim.close();
      await dismiss("claire", claire);
    }
  });
});

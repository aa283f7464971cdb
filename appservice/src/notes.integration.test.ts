/**
 * The room of the private notes on three real homeservers: who is in it, what stays there, and that it goes with the conversation. The events are
 * encrypted in form only: what a note says is the end-to-end tests' matter.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ConversationView } from "@abri/contract/officers";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { z } from "zod";
import {
  allOffDuty,
  deskDatabase,
  eventually,
  type Live,
  LiveOfficer,
  LiveVictim,
  LiveWidget,
  liveSystem,
} from "./testing/liveSystem.ts";

/** A homeserver that is away is asked again half a minute later. */
vi.setConfig({ testTimeout: 180_000 });

const Sent = z.object({ event_id: z.string() });
const Event = z.object({
  sender: z.string(),
  content: z.record(z.string(), z.unknown()),
  unsigned: z.object({ redacted_because: z.unknown().optional() }).optional(),
});
const Messages = z.object({ chunk: z.array(z.object({ type: z.string(), content: z.unknown() })) });

let live: Live;
let database: pg.Client;
let amina: LiveOfficer;
let claire: LiveOfficer;
let notes: string;
const victims: LiveVictim[] = [];
let sent = 0;

beforeAll(async () => {
  live = liveSystem();
  database = await deskDatabase(live);
  amina = await LiveOfficer.logIn(live, "amina");
  claire = await LiveOfficer.logIn(live, "claire");
  const server = live.homeservers.find(({ role }) => role === "victims")?.serverName ?? "";
  const { body } = await amina.ask(
    "GET",
    `/_matrix/client/v3/directory/room/${encodeURIComponent(`#permanence-notes:${server}`)}`,
  );
  notes = z.object({ room_id: z.string() }).parse(body).room_id;
});
afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.close();
  await allOffDuty([amina, claire], database);
});
afterAll(async () => {
  await database.end();
  await amina.logOut();
  await claire.logOut();
});

/** As an administrator invites an officer: in the bot's name. */
async function asBot(path: string, body: object): Promise<number> {
  const registration = readFileSync(join(dirname(inject("endpointsFile")), "appservice/registration.yaml"), "utf8");
  const token = /^as_token: (\S+)$/m.exec(registration)?.[1] ?? "";
  const victimsUrl = live.homeservers.find(({ role }) => role === "victims")?.client ?? "";
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(victimsUrl + path, { method: "POST", headers, body: JSON.stringify(body) })).status;
}

const room = (): string => `/_matrix/client/v3/rooms/${encodeURIComponent(notes)}`;

async function talking(): Promise<{ victim: LiveVictim; widget: LiveWidget }> {
  await amina.duty(true, 5);
  const victim = await LiveVictim.begin(live);
  victims.push(victim);
  await victim.ready();
  expect(await victim.inviteNamed()).toBe(amina.userId);
  await amina.invitedTo(victim.started.roomId);
  await amina.join(victim.started.roomId);
  await victim.until(({ phase }) => phase === "active");
  return { victim, widget: await LiveWidget.of(live, amina, victim.started.roomId) };
}

/** Both homeservers of the officers have the thread when this resolves: before that they refuse what is written in it. */
async function opened(widget: LiveWidget): Promise<string> {
  expect((await widget.ask("POST", "/api/conversation/notes", {})).status).toBe(204);
  const { notes: thread } = await widget.until("conversation", ConversationView, (view) => view.notes !== null);
  expect(thread?.roomId).toBe(notes);
  const root = thread?.root ?? "";
  for (const officer of [amina, claire]) await arrives(officer, root);
  return root;
}

async function write(officer: LiveOfficer, relation: object | null, type = "m.room.encrypted"): Promise<string> {
  const written =
    type === "m.room.encrypted" ? { algorithm: "m.megolm.v1.aes-sha2" } : { msgtype: "m.text", body: "in clear" };
  const body = { ...written, ciphertext: "written", "m.relates_to": relation ?? undefined };
  const { status, body: answer } = await officer.ask(
    "PUT",
    `${room()}/send/${type}/note-${Date.now()}-${(sent += 1)}`,
    body,
  );
  if (status !== 200) throw new Error(`a note was answered ${status} ${JSON.stringify(answer)}`);
  return Sent.parse(answer).event_id;
}
const inThread = (root: string): object => ({ rel_type: "m.thread", event_id: root });
const replacing = (event: string): object => ({ rel_type: "m.replace", event_id: event });

/** What an officer's own homeserver shows them of an event. */
async function shown(officer: LiveOfficer, event: string): Promise<z.infer<typeof Event>> {
  const { status, body } = await officer.ask("GET", `${room()}/event/${encodeURIComponent(event)}`);
  if (status !== 200) throw new Error(`an event was answered ${status}`);
  return Event.parse(body);
}
const isGone = async (officer: LiveOfficer, event: string): Promise<boolean> => {
  const { content, unsigned } = await shown(officer, event);
  return unsigned?.redacted_because !== undefined && !("ciphertext" in content);
};
async function gone(officer: LiveOfficer, events: readonly string[]): Promise<string[]> {
  const are = await Promise.all(events.map((event) => isGone(officer, event)));
  return events.filter((_, at) => are[at]);
}
/** It has come to that homeserver. */
const arrives = (officer: LiveOfficer, event: string) =>
  eventually(
    async () => (await officer.ask("GET", `${room()}/event/${encodeURIComponent(event)}`)).status,
    (status) => status === 200,
  );

describe("who is in it", () => {
  const membershipIn = async (officer: LiveOfficer, place: string, userId: string): Promise<unknown> => {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(place)}/state/m.room.member/${encodeURIComponent(userId)}`;
    const { body } = await officer.ask("GET", path);
    return z.object({ membership: z.string() }).safeParse(body).data?.membership;
  };
  const membership = (userId: string): Promise<unknown> => membershipIn(amina, notes, userId);

  it("every officer of both corps, in a room where only the bot can change anything", async () => {
    for (const { userId } of live.officers) expect(await membership(userId)).toBe("join");
    const { body } = await amina.ask("GET", `${room()}/state`);
    const state = z.array(z.object({ type: z.string(), content: z.record(z.string(), z.unknown()) })).parse(body);
    const contentOf = (type: string) => state.find((event) => event.type === type)?.content;
    expect(contentOf("m.room.encryption")).toMatchObject({ algorithm: "m.megolm.v1.aes-sha2" });
    expect(contentOf("m.room.history_visibility")).toEqual({ history_visibility: "invited" });
    for (const [path, what] of [
      ["invite", { user_id: `@admin:${amina.userId.split(":").slice(1).join(":")}` }],
      ["kick", { user_id: claire.userId }],
      ["state/m.room.history_visibility", { history_visibility: "world_readable" }],
    ] as const)
      expect((await amina.ask(path.startsWith("state") ? "PUT" : "POST", `${room()}/${path}`, what)).status).toBe(403);
    const note = await write(claire, null);
    await arrives(amina, note);
    expect((await amina.ask("PUT", `${room()}/redact/${encodeURIComponent(note)}/1`, {})).status).toBe(403);
  });

  it("follows the roster: whoever leaves their Permanence is taken out, whoever comes back is invited", async () => {
    const denis = await LiveOfficer.logIn(live, "denis");
    // As their own homeserver has it: an officer joins only when the invitation is in the room's state there.
    const is = (place: string, wanted: string) =>
      eventually(
        async () => membershipIn(claire, place, denis.userId),
        (seen) => seen === wanted,
      );
    await denis.leave(denis.permanence);
    await is(notes, "leave");
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(denis.permanence)}/invite`;
    expect(await asBot(path, { user_id: denis.userId })).toBe(200);
    for (const place of [denis.permanence, notes]) {
      await is(place, "invite");
      await denis.join(place);
      await is(place, "join");
    }
    await denis.logOut();
  });

  it("never the victim, whose session reaches nothing of it, while a member reads it", async () => {
    const { victim, widget } = await talking();
    const root = await opened(widget);
    const { userId } = victim.started;
    expect(await membership(userId)).toBeUndefined();
    const event = `${room()}/event/${encodeURIComponent(root)}`;
    const asked: readonly (readonly [string, string])[] = [
      ["GET", event],
      ["GET", `${room()}/messages?dir=b`],
      ["GET", `${room()}/state`],
      ["GET", `${room()}/members`],
      ["GET", `/_matrix/client/v1/rooms/${encodeURIComponent(notes)}/relations/${encodeURIComponent(root)}`],
      ["POST", `${room()}/join`],
      ["POST", `/_matrix/client/v3/join/${encodeURIComponent(notes)}`],
    ];
    for (const [method, path] of asked) {
      const { status, body } = await victim.ask(method, path, method === "POST" ? {} : undefined);
      expect([path, status]).toEqual([path, 404]);
      expect(JSON.stringify(body)).not.toContain("Notes");
    }
    // The control.
    for (const [method, path] of asked.slice(0, 5))
      expect([path, (await amina.ask(method, path)).status]).toEqual([path, 200]);
  });
});

describe("what is written in it", () => {
  it("stays in the thread of a conversation; anything else is redacted, and the bot says why", async () => {
    const { widget } = await talking();
    const root = await opened(widget);
    const note = await write(amina, inThread(root));
    const edit = await write(amina, replacing(note));
    const stray = await write(amina, null);
    const unknown = await write(amina, inThread(stray));
    await arrives(claire, stray);
    const ofStray = await write(claire, replacing(stray));
    const inClear = await write(claire, inThread(root), "m.room.message");
    for (const event of [stray, unknown]) await eventually(() => isGone(amina, event), Boolean);
    for (const event of [ofStray, inClear]) await eventually(() => isGone(claire, event), Boolean);
    expect([await isGone(amina, note), await isGone(amina, edit)]).toEqual([false, false]);
    const said = async (line: string): Promise<number> => {
      const { body } = await amina.ask("GET", `${room()}/messages?dir=b&limit=50`);
      const contents = Messages.parse(body).chunk.map(({ content }) => JSON.stringify(content));
      return contents.filter((content) => content.includes(line)).length;
    };
    await eventually(
      () => said(`${amina.userId} : effacé. Une note`),
      (count) => count >= 2,
    );
    await eventually(
      () => said(`${claire.userId} : effacé, ce message n’était pas chiffré`),
      (count) => count >= 1,
    );
  });

  it("is asked for in the Permanence too, once", async () => {
    const { victim, widget } = await talking();
    const { rows } = await database.query<{ number: string }>("select number from conversations where id = $1", [
      victim.started.conversationId,
    ]);
    const line = { msgtype: "m.text", body: `!notes ${rows[0]?.number ?? ""}` };
    const permanence = `/_matrix/client/v3/rooms/${encodeURIComponent(amina.permanence)}`;
    await amina.ask("PUT", `${permanence}/send/m.room.message/order-${Date.now()}`, line);
    const { notes: thread } = await widget.until("conversation", ConversationView, (view) => view.notes !== null);
    expect(await opened(widget)).toBe(thread?.root);
    expect((await shown(amina, thread?.root ?? "")).content).toMatchObject({
      msgtype: "m.notice",
      body: `Notes de la conversation ${rows[0]?.number ?? ""}`,
    });
  });
});

describe("erasing", () => {
  it("takes the whole thread, pages of it and edits, from every homeserver; and leaves another conversation's", async () => {
    const { victim, widget } = await talking();
    const other = await talking();
    const [root, otherRoot] = [await opened(widget), await opened(other.widget)];
    const kept = await write(claire, inThread(otherRoot));
    const notesWritten = await Promise.all(
      Array.from({ length: 30 }, (_, turn) => write(turn % 2 === 0 ? amina : claire, inThread(root))),
    );
    for (const note of notesWritten) await arrives(amina, note);
    const edits = await Promise.all(notesWritten.map((note) => write(amina, replacing(note))));
    const written = [root, ...notesWritten, ...edits];
    for (const officer of [amina, claire]) for (const event of written) await arrives(officer, event);
    // The control: it is all there.
    for (const officer of [amina, claire]) expect(await gone(officer, written)).toEqual([]);
    await victim.close();
    await eventually(
      async () =>
        (await database.query("select 1 from conversations where id = $1", [victim.started.conversationId])).rowCount,
      (count) => count === 0,
      120_000,
    );
    for (const officer of [amina, claire]) {
      expect(await gone(officer, written)).toEqual(written);
      expect(await isGone(officer, kept)).toBe(false);
    }
    const late = await write(amina, inThread(root));
    await eventually(() => isGone(amina, late), Boolean);
  });

  it("is not over before a homeserver that was away has redacted too", async () => {
    const { victim, widget } = await talking();
    const root = await opened(widget);
    const note = await write(claire, inThread(root));
    await arrives(amina, note);
    const { conversationId } = victim.started;
    const synapse = live.processes.find(({ name }) => name === "synapse-gendarmerie")?.pid;
    if (synapse === undefined) throw new Error("no synapse-gendarmerie");
    process.kill(synapse, "SIGSTOP");
    try {
      await victim.close();
      await eventually(() => isGone(amina, note), Boolean);
      await eventually(
        async () =>
          (
            await database.query("select 1 from conversations where id = $1 and array_length(erased_on, 1) = 2", [
              conversationId,
            ])
          ).rowCount,
        (count) => count === 1,
      );
    } finally {
      process.kill(synapse, "SIGCONT");
    }
    await eventually(
      async () => (await database.query("select 1 from conversations where id = $1", [conversationId])).rowCount,
      (count) => count === 0,
      120_000,
    );
    expect(await isGone(claire, note)).toBe(true);
  });
});

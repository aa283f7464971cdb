/** The officers' origin on the running system: who is let in, what they are shown, what they do. OpenID tokens come from real homeservers. */
import { ConversationView, PermanenceView, type QueuedView } from "@abri/contract/officers";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import {
  allOffDuty,
  deskDatabase,
  eventually,
  type Live,
  LiveAdmin,
  LiveOfficer,
  LiveVictim,
  LiveWidget,
  liveSystem,
} from "./testing/liveSystem.ts";

/** An officer's homeserver that did not answer is asked again after a minute. */
vi.setConfig({ testTimeout: 180_000 });

let live: Live;
let database: pg.Client;
let amina: LiveOfficer;
let claire: LiveOfficer;
const victims: LiveVictim[] = [];

beforeAll(async () => {
  live = liveSystem();
  database = await deskDatabase(live);
  amina = await LiveOfficer.logIn(live, "amina");
  claire = await LiveOfficer.logIn(live, "claire");
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

async function waitingVictim(): Promise<LiveVictim> {
  const victim = await LiveVictim.begin(live);
  victims.push(victim);
  await victim.ready();
  return victim;
}

/** Resolves when the desk knows it too. */
async function duty(officer: LiveOfficer, on: boolean, capacity = 5): Promise<void> {
  await officer.duty(on, capacity);
  const known = "select 1 from officers where user_id = $1 and on_duty = $2";
  await eventually(
    async () => (await database.query(known, [officer.userId, on])).rowCount,
    (count) => count === 1,
  );
}

async function talkingWith(officer: LiveOfficer): Promise<LiveVictim> {
  await duty(officer, true);
  const victim = await waitingVictim();
  expect(await victim.inviteNamed()).toBe(officer.userId);
  await officer.invitedTo(victim.started.roomId);
  await officer.join(victim.started.roomId);
  await victim.until(({ phase }) => phase === "active");
  return victim;
}

describe("who is let in", () => {
  it("an officer in their own Permanence, by their homeserver's word", async () => {
    const { status, body } = await LiveWidget.identify(live, await amina.openId(), amina.permanence);
    expect(status).toBe(201);
    expect(body).toMatchObject({ room: "permanence", supervisor: false, officer: { userId: amina.userId } });
  });

  it("nobody with a token that was taken before, in the same room or in another one", async () => {
    const openId = await amina.openId();
    const victim = await talkingWith(amina);
    expect((await LiveWidget.identify(live, openId, amina.permanence)).status).toBe(201);
    expect((await LiveWidget.identify(live, openId, amina.permanence)).status).toBe(403);
    expect((await LiveWidget.identify(live, openId, victim.started.roomId)).status).toBe(403);
    // The control: a new one is good there.
    expect((await LiveWidget.identify(live, await amina.openId(), victim.started.roomId)).status).toBe(201);
  });

  it("nobody in a room where they have nothing to do", async () => {
    const victim = await talkingWith(amina);
    for (const room of [amina.permanence, victim.started.roomId, "!unknown"])
      expect((await LiveWidget.identify(live, await claire.openId(), room)).status).toBe(403);
  });

  it("nobody who is not on the roster, whichever of our homeservers vouches for them", async () => {
    const admin = await LiveAdmin.of(live, "police");
    expect((await LiveWidget.identify(live, await admin.openId(), amina.permanence)).status).toBe(403);
  });

  it("nobody by the word of another server, and nobody with a token that no server knows", async () => {
    const openId = await amina.openId();
    for (const matrix_server_name of [
      "matrix.org",
      "localhost:1",
      live.homeservers[0]?.serverName ?? "",
      claire.userId.slice(8),
    ])
      expect((await LiveWidget.identify(live, { ...openId, matrix_server_name }, amina.permanence)).status).toBe(403);
    const stale = { ...openId, access_token: "AAAAAAAAAAAAAAAAAAAA" };
    expect((await LiveWidget.identify(live, stale, amina.permanence)).status).toBe(403);
    expect((await LiveWidget.identify(live, openId, amina.permanence)).status).toBe(201);
  });

  it("nothing without the header that another site cannot set, nor with a session of another room", async () => {
    expect((await LiveWidget.identify(live, await amina.openId(), amina.permanence, {})).status).toBe(403);
    const widget = await LiveWidget.of(live, amina, amina.permanence);
    expect((await widget.ask("GET", "/api/permanence")).status).toBe(200);
    expect((await widget.ask("GET", "/api/conversation")).status).toBe(401);
    expect((await widget.ask("POST", "/api/conversation/requeue", {})).status).toBe(401);
  });
});

describe("the Permanence", () => {
  it("shows duty, load and the queue, and nothing of who the victim is", async () => {
    const widget = await LiveWidget.of(live, amina, amina.permanence);
    const victim = await waitingVictim();
    // Whatever else waits in this system.
    const isIt = ({ conversation }: QueuedView): boolean => conversation === victim.started.conversationId;
    const { queue } = await widget.until("permanence", PermanenceView, (view) => view.queue.some(isIt));
    const waiting = { situation: "online", urgency: "normal", language: "fr", state: { kind: "waiting" } };
    expect(queue.find(isIt)).toMatchObject(waiting);
    await amina.duty(true, 4, ["mineurs"]);
    const { me } = await widget.until("permanence", PermanenceView, (view) => view.me.load > 0);
    expect(me).toMatchObject({ duty: "on", capacity: 4, skills: ["mineurs"], attested: true });
    const { body } = await widget.ask("GET", "/api/permanence");
    const text = JSON.stringify(body);
    for (const secret of [victim.started.userId, victim.started.roomId, victim.started.sessionToken])
      expect(text).not.toContain(secret);
    // The control: what may be shown is found in the same way.
    expect(text).toContain(victim.started.conversationId);
  });

  it("an officer declines with a reason, and the next one is asked", async () => {
    await amina.duty(true, 1);
    const victim = await waitingVictim();
    expect(await victim.inviteNamed()).toBe(amina.userId);
    await claire.duty(true, 1);
    const widget = await LiveWidget.of(live, amina, amina.permanence);
    const conversation = victim.started.conversationId;
    expect((await widget.ask("POST", "/api/permanence/decline", { conversation, reason: "because" })).status).toBe(400);
    expect((await widget.ask("POST", "/api/permanence/decline", { conversation, reason: "language" })).status).toBe(
      204,
    );
    const next = await victim.until((status) => status.phase === "offered" && status.officer.userId !== amina.userId);
    expect(next).toMatchObject({ officer: { userId: claire.userId } });
  });

  it("an officer takes one by hand only with room for it; nobody assigns but a supervisor", async () => {
    const victim = await waitingVictim();
    const widget = await LiveWidget.of(live, amina, amina.permanence);
    const { conversationId: conversation } = victim.started;
    expect((await widget.ask("POST", "/api/permanence/take", { conversation })).status).toBe(409);
    const assign = { conversation, officer: claire.userId };
    expect((await widget.ask("POST", "/api/permanence/assign", assign)).status).toBe(403);
    const supervisor = await LiveOfficer.logIn(live, "bruno");
    const theirs = await LiveWidget.of(live, supervisor, supervisor.permanence);
    const { officers } = await theirs.until("permanence", PermanenceView, ({ me }) => me.supervisor);
    expect(new Set(officers.map(({ officer }) => officer.corps))).toEqual(new Set(["police", "gendarmerie"]));
    expect((await theirs.ask("POST", "/api/permanence/assign", assign)).status).toBe(409);
    await amina.duty(true, 1);
    await claire.duty(true, 1);
    await victim.inviteNamed();
    // Both are there now: one is asked, and the other is assigned what comes next.
    const second = await waitingVictim();
    await second.until(({ phase }) => phase === "offered");
    await supervisor.logOut();
  });
});

describe("a conversation", () => {
  it("is handed over from its widget, whose session ends with it", async () => {
    const victim = await talkingWith(amina);
    const widget = await LiveWidget.of(live, amina, victim.started.roomId);
    await claire.duty(true, 1);
    const { free } = await widget.until("conversation", ConversationView, (view) => view.free.length > 0);
    expect(free.map(({ userId }) => userId)).toEqual([claire.userId]);
    expect((await widget.ask("POST", "/api/conversation/cancel-handover", {})).status).toBe(409);
    const wanted = { kind: "officer", userId: claire.userId };
    expect((await widget.ask("POST", "/api/conversation/handover", { wanted })).status).toBe(204);
    expect((await widget.ask("POST", "/api/conversation/handover", { wanted })).body).toMatchObject({
      reason: "handover-under-way",
    });
    await victim.until((status) => status.phase === "active" && status.coming?.officer.userId === claire.userId);
    expect((await victim.invite(claire.userId)).status).toBe(200);
    await claire.invitedTo(victim.started.roomId);
    await claire.join(victim.started.roomId);
    await victim.until((status) => status.phase === "active" && status.officers[0]?.userId === claire.userId);
    // Not before the first officer is out.
    await eventually(
      async () => (await widget.ask("GET", "/api/conversation")).status,
      (status) => status === 401,
    );
  });

  it("is put back into the queue, and concluded with what the officer says of it", async () => {
    const victim = await talkingWith(amina);
    const widget = await LiveWidget.of(live, amina, victim.started.roomId);
    await duty(amina, false);
    expect((await widget.ask("POST", "/api/conversation/requeue", {})).status).toBe(204);
    await victim.until(({ phase }) => phase === "waiting");
    await victim.close();
    const other = await talkingWith(claire);
    const second = await LiveWidget.of(live, claire, other.started.roomId);
    const classification = { situation: "online", risk: "low", orientation: "advice", outcome: "helped" };
    const wrong = { classification: { ...classification, note: "she lives at …" } };
    expect((await second.ask("POST", "/api/conversation/conclude", wrong)).status).toBe(400);
    expect((await second.ask("POST", "/api/conversation/conclude", { classification })).status).toBe(204);
    // The session token of the page is dead at once.
    expect((await other.ask("GET", "/api/conversation?since=-1")).status).toBe(401);
  });
});

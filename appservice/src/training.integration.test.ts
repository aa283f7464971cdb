/** Exercises on the running system: who may start one, how it is marked, and that a victim goes before it. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { TRAINING_HEADER } from "@abri/contract";
import { PermanenceView, type QueuedView } from "@abri/contract/officers";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import {
  allOffDuty,
  deskDatabase,
  eventually,
  type Live,
  LiveOfficer,
  LiveVictim,
  LiveWidget,
  liveSystem,
  newKey,
} from "./testing/liveSystem.ts";

/** Whoever has not come in time is asked again half a minute later. */
vi.setConfig({ testTimeout: 180_000 });

let live: Live;
let database: pg.Client;
let amina: LiveOfficer;
let token: string;
const victims: LiveVictim[] = [];

beforeAll(async () => {
  live = liveSystem();
  database = await deskDatabase(live);
  amina = await LiveOfficer.logIn(live, "amina");
  const file = join(dirname(inject("endpointsFile")), "appservice/training-token");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  token = readFileSync(file, "utf8").trim();
});
afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.close();
  await allOffDuty([amina], database);
});
afterAll(async () => {
  await database.end();
  await amina.logOut();
});

async function waiting(headers: Record<string, string> = {}): Promise<LiveVictim> {
  const victim = LiveVictim.of(live, (await LiveVictim.start(live, newKey(), headers)).body);
  victims.push(victim);
  await victim.ready();
  return victim;
}
const exercise = (): Promise<LiveVictim> => waiting({ [TRAINING_HEADER]: token });

describe("an exercise", () => {
  it("is started with the operator's token, and with another one nothing is", async () => {
    const started = async (): Promise<unknown> =>
      (await database.query("select count(*) as n from audit where what = 'opened'")).rows[0];
    const before = await started();
    for (const wrong of ["", "1", newKey()])
      expect(await LiveVictim.start(live, newKey(), { [TRAINING_HEADER]: wrong })).toMatchObject({
        status: 403,
        body: { errcode: "M_FORBIDDEN" },
      });
    expect(await started()).toEqual(before);
    const { conversationId } = (await exercise()).started;
    expect(await started()).not.toEqual(before);
    const { rows } = await database.query<{ what: string; training: boolean }>(
      "select what, a.training from audit a join conversations c on a.ref = c.audit_ref where c.id = $1",
      [conversationId],
    );
    expect(rows).toEqual([{ what: "opened", training: true }]);
    // The control.
    const victim = (await waiting()).started.conversationId;
    const marked = "select 1 from audit a join conversations c on a.ref = c.audit_ref where c.id = $1 and a.training";
    expect((await database.query(marked, [victim])).rowCount).toBe(0);
  });

  it("is not held up by a victim whose page is gone", async () => {
    // Nothing more is heard of this one, and it stands in the queue until its silence has lasted.
    const gone = (await waiting()).started.conversationId;
    const { started } = await exercise();
    await amina.duty(true, 1);
    const offered = "select 1 from conversations where id = $1 and phase = 'offered'";
    const isOffered = async (id: string): Promise<boolean> => (await database.query(offered, [id])).rowCount === 1;
    // The control: the victim is asked for first.
    await eventually(() => isOffered(gone), Boolean);
    expect(await isOffered(started.conversationId)).toBe(false);
    await eventually(() => isOffered(started.conversationId), Boolean);
  });

  it("waits behind a victim who comes later, takes no place of theirs, and is told apart in the queue", async () => {
    const first = await exercise();
    const widget = await LiveWidget.of(live, amina, amina.permanence);
    const mine = ({ queue }: { queue: QueuedView[] }): [string, boolean][] =>
      queue
        .filter(({ conversation }) => victims.some(({ started }) => started.conversationId === conversation))
        .map(({ conversation, training }) => [conversation, training]);
    const { started } = await waiting();
    const view = await widget.until("permanence", PermanenceView, (seen) => mine(seen).length === 2);
    expect(mine(view)).toEqual([
      [started.conversationId, false],
      [first.started.conversationId, true],
    ]);
    const victim = victims[1];
    if (victim === undefined) throw new Error("nobody waits");
    await amina.duty(true, 1);
    expect(await victim.inviteNamed()).toBe(amina.userId);
    await amina.invitedTo(started.roomId);
    await amina.join(started.roomId);
    await victim.until(({ phase }) => phase === "active");
    expect(await first.until(() => true)).toMatchObject({ phase: "waiting" });
    await victim.close();
    expect(await first.inviteNamed()).toBe(amina.userId);
    await amina.invitedTo(first.started.roomId);
    await amina.join(first.started.roomId);
    await first.until(({ phase }) => phase === "active");
    // In an exercise, with room for one: a victim is offered all the same.
    const another = await waiting();
    expect(await another.inviteNamed()).toBe(amina.userId);
    // What the officer's client has shown since the invitation.
    const name = await amina.ask(
      "GET",
      `/_matrix/client/v3/rooms/${encodeURIComponent(first.started.roomId)}/state/m.room.name`,
    );
    expect(name.body).toMatchObject({ name: expect.stringMatching(/^\[EXERCICE\] Conversation \d\d-\d\d$/) as string });
    await eventually(
      async () => (await fetch(live.metrics)).text(),
      (text) => text.includes('abri_conversations{phase="active"} 0'),
    );
  });
});

/** The desk on the running system: real PostgreSQL, three real homeservers, officers of two corps. */
import { createHash } from "node:crypto";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  allOffDuty,
  deskDatabase,
  eventually,
  type Live,
  LiveAdmin,
  LiveOfficer,
  LiveVictim,
  liveSystem,
  newKey,
} from "./testing/liveSystem.ts";

let live: Live;
let database: pg.Client;
const officers = new Map<string, LiveOfficer>();
const victims: LiveVictim[] = [];

const officer = (name: string): LiveOfficer => {
  const found = officers.get(name);
  if (found === undefined) throw new Error(`no officer ${name}`);
  return found;
};
const nameOf = (userId: string): string => userId.slice(1, userId.indexOf(":"));
const beginVictim = async (): Promise<LiveVictim> => {
  const victim = await LiveVictim.begin(live);
  victims.push(victim);
  return victim;
};
const count = async (sql: string, values: unknown[] = []): Promise<number> => {
  const { rows } = await database.query<{ n: string }>(`select count(*) as n from ${sql}`, values);
  return Number(rows[0]?.n);
};

beforeAll(async () => {
  live = liveSystem();
  database = await deskDatabase(live);
  for (const { userId } of live.officers) officers.set(nameOf(userId), await LiveOfficer.logIn(live, nameOf(userId)));
});

afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.close();
  await allOffDuty(officers.values(), database);
});

afterAll(async () => {
  for (const one of officers.values()) await one.logOut();
  await database.end();
});

async function onDuty(name: string, capacity: number): Promise<LiveOfficer> {
  const one = officer(name);
  await one.duty(true, capacity);
  await eventually(
    () => count("officers where user_id = $1 and on_duty and capacity = $2", [one.userId, capacity]),
    (n) => n === 1,
  );
  return one;
}

async function accepted(victim: LiveVictim): Promise<string> {
  const named = await victim.inviteNamed();
  const one = officer(nameOf(named));
  await one.invitedTo(victim.started.roomId);
  await one.join(victim.started.roomId);
  await victim.until(({ phase }) => phase === "active");
  return nameOf(named);
}

describe("starting", () => {
  it("makes one conversation, one user and one room of twenty parallel starts with one key", async () => {
    const key = newKey();
    const before = await count("conversations");
    const answers = await Promise.all(Array.from({ length: 20 }, () => LiveVictim.start(live, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await count("conversations")).toBe(before + 1);
    const victim = LiveVictim.of(live, answers[0]?.body);
    victims.push(victim);
    const { userId, roomId } = victim.started;
    const admin = await LiveAdmin.of(live, "victims");
    const { body } = await admin.ask("GET", `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/joined_rooms`);
    expect(body).toMatchObject({ joined_rooms: [roomId], total: 1 });
    const devices = await admin.ask("GET", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices`);
    expect(devices.body).toMatchObject({ total: 1 });
    // The control: another key is another conversation.
    await beginVictim();
    expect(await count("conversations")).toBe(before + 2);
  });

  it("stores nothing that opens the conversation", async () => {
    const victim = await beginVictim();
    const { rows } = await database.query<{ all: string }>(
      "select s::text || c::text as all from sessions s, conversations c",
    );
    const everything = rows.map((row) => row.all).join("\n");
    expect(everything).toContain(victim.started.roomId); // the control
    expect(everything).not.toContain(victim.started.sessionToken);
    // Neither as it is nor as bytes; the control is the hash by which the session is found.
    const hash = createHash("sha256").update(victim.started.sessionToken).digest("hex");
    expect(everything).toContain(hash);
    for (const start of ["syt_", Buffer.from("syt_").toString("hex")]) expect(everything).not.toContain(start);
  });
});

describe("offers", () => {
  it("asks nobody before the first message, then names one officer whom alone the page may invite", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    expect((await victim.invite(officer("amina").userId)).status).toBe(403);
    expect(await victim.until(() => true)).toMatchObject({ phase: "waiting", ready: false, position: 1 });
    await victim.ready();
    const status = await victim.until(({ phase }) => phase === "offered");
    expect(status).toMatchObject({ officer: { userId: officer("amina").userId, corps: "police" } });
    expect((await victim.invite(officer("bruno").userId)).status).toBe(403);
    expect((await victim.invite(officer("amina").userId)).status).toBe(200);
    await officer("amina").invitedTo(victim.started.roomId);
    await officer("amina").join(victim.started.roomId);
    expect(await victim.until(({ phase }) => phase === "active")).toMatchObject({ officers: [{ corps: "police" }] });
  });

  it("asks the next officer when the first declines", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    await victim.ready();
    await victim.inviteNamed();
    await officer("amina").invitedTo(victim.started.roomId);
    await officer("amina").leave(victim.started.roomId);
    await victim.until(({ phase }) => phase === "waiting");
    await onDuty("claire", 1);
    expect(await accepted(victim)).toBe("claire");
  });

  it("withdraws the invitation of an officer who does not answer, and asks the next", async () => {
    await onDuty("bruno", 1);
    const victim = await beginVictim();
    await victim.ready();
    await victim.inviteNamed();
    await officer("bruno").invitedTo(victim.started.roomId);
    await onDuty("denis", 1);
    await victim.until((status) => status.phase === "offered" && nameOf(status.officer.userId) === "denis");
    expect(await accepted(victim)).toBe("denis");
    await eventually(
      () => officer("bruno").invitations(),
      (rooms) => !rooms.includes(victim.started.roomId),
    );
    await expect(officer("bruno").join(victim.started.roomId)).rejects.toThrow(/40[34]/);
  });

  it("keeps to the capacity of two corps, and gives the next one to whoever is free again", async () => {
    await onDuty("amina", 1);
    await onDuty("claire", 1);
    const [first, second, third] = [await beginVictim(), await beginVictim(), await beginVictim()];
    for (const victim of [first, second]) await victim.ready();
    const taken = [await accepted(first), await accepted(second)];
    expect(taken.toSorted()).toEqual(["amina", "claire"]);
    await third.ready();
    expect(await third.until(({ phase }) => phase === "waiting")).toMatchObject({
      phase: "waiting",
      ready: true,
      position: 1,
    });
    await first.close();
    expect(await accepted(third)).toBe(taken[0]);
  });

  it("closes when the last officer leaves, and the session is dead", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    await victim.ready();
    await accepted(victim);
    const over = victim.until(({ phase }) => phase === "closed");
    await officer("amina").leave(victim.started.roomId);
    expect(await over).toEqual({ phase: "closed", reason: "officer" });
    expect((await victim.ready()).status).toBe(401);
  });

  it("does not end a conversation when the officer goes off duty", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    await victim.ready();
    await accepted(victim);
    await officer("amina").duty(false);
    await eventually(
      () => count("officers where on_duty"),
      (n) => n === 0,
    );
    expect(await victim.until(() => true)).toMatchObject({ phase: "active" });
  });
});

describe("a clock that runs out", () => {
  /** The default limits are minutes and hours: the stored times go back by so much, and the conversation's own clock is looked at now. */
  const travels = [
    ["idle", "heard_at = heard_at - 600000"],
    ["unanswered", "state = jsonb_set(state, '{readySince}', to_jsonb((state ->> 'readySince')::bigint - 7200000))"],
  ] as const;
  it.each(travels)("closes as %s, not before, and the session is dead", async (reason, travel) => {
    const victim = await beginVictim();
    await victim.ready();
    await victim.until((status) => status.phase === "waiting" && status.ready);
    const { conversationId } = victim.started;
    const lookNow = () =>
      database.query("select graphile_worker.add_job('tick', $1::json, job_key := $2)", [
        JSON.stringify({ task: "tick", conversation: conversationId }),
        `tick:${conversationId}`,
      ]);
    const due = () => count("graphile_worker.jobs where key = $1 and run_at > now()", [`tick:${conversationId}`]);
    await lookNow();
    await eventually(due, (n) => n === 1);
    expect(await victim.until(() => true)).toMatchObject({ phase: "waiting" });

    const closed = victim.until(({ phase }) => phase === "closed");
    await database.query(`update conversations set ${travel} where id = $1`, [conversationId]);
    await lookNow();
    expect(await closed).toEqual({ phase: "closed", reason });
    expect((await victim.ask("GET", "/api/conversation?since=0")).status).toBe(401);
  });
});

describe("closing and erasing", () => {
  const nothingLeft = async (victim: LiveVictim): Promise<void> => {
    await eventually(
      () => count("conversations where id = $1", [victim.started.conversationId]),
      (n) => n === 0,
    );
  };

  it("erases room and user from every homeserver, and all rows but the audit", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    const { roomId, userId, conversationId } = victim.started;
    await victim.ready();
    await accepted(victim);
    const [atVictims, atPolice] = [await LiveAdmin.of(live, "victims"), await LiveAdmin.of(live, "police")];
    expect([await atVictims.hasRoom(roomId), await atPolice.hasRoom(roomId)]).toEqual([true, true]); // the control
    await victim.close("emergency");
    await nothingLeft(victim);
    expect([await atVictims.hasRoom(roomId), await atPolice.hasRoom(roomId)]).toEqual([false, false]);
    const user = await atVictims.ask("GET", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`);
    expect(user.body).toMatchObject({ deactivated: true, erased: true });
    await eventually(
      async () => {
        const jobs = await count("graphile_worker._private_jobs where payload::text like '%' || $1 || '%'", [
          conversationId,
        ]);
        const inRoom = await count("graphile_worker._private_jobs where payload::text like '%' || $1 || '%'", [roomId]);
        return jobs + inRoom;
      },
      (n) => n === 0,
    );
    expect(await count("inbox where room_id = $1", [roomId])).toBe(0);
    expect(await count("sessions where conversation_id = $1", [conversationId])).toBe(0);
    expect(await count("audit where who like '@victim%'")).toBe(0);
  });

  it("erases later from a homeserver that did not answer", async () => {
    await onDuty("amina", 1);
    const victim = await beginVictim();
    const { roomId, conversationId } = victim.started;
    await victim.ready();
    await accepted(victim);
    const [atVictims, atPolice] = [await LiveAdmin.of(live, "victims"), await LiveAdmin.of(live, "police")];
    const synapse = live.processes.find(({ name }) => name === "synapse-police")?.pid;
    if (synapse === undefined) throw new Error("no synapse-police");
    process.kill(synapse, "SIGSTOP");
    try {
      await victim.close();
      await eventually(
        () => atVictims.hasRoom(roomId),
        (has) => !has,
      );
      await eventually(
        () => count("conversations where id = $1 and array_length(erased_on, 1) = 2", [conversationId]),
        (n) => n === 1,
      );
    } finally {
      process.kill(synapse, "SIGCONT");
    }
    await nothingLeft(victim);
    expect(await atPolice.hasRoom(roomId)).toBe(false);
  });
});

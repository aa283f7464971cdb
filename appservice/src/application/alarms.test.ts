import type { ConversationId, Corps, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";
import { AGAIN_MS, Alarms } from "./alarms.ts";

const NOW = 5_000_000;
const ID = "00000000-0000-4000-8000-000000000001" as ConversationId;
const POLICE = "!police" as RoomId;
const GENDARMERIE = "!gendarmerie" as RoomId;

const listed = (name: string, over: Partial<RosterOfficer> = {}): RosterOfficer => ({
  userId: `@${name}:p` as UserId,
  ...{ number: 1, corps: "police", onDuty: true, onBreak: false, attested: true, supervisor: false },
  ...{ capacity: 1, skills: [], load: 0 },
  ...over,
});
const amina = listed("amina");
const bruno = listed("bruno", { onDuty: false, supervisor: true });
const claire = listed("claire", { corps: "gendarmerie", onBreak: true });
const denis = listed("denis", { corps: "gendarmerie", supervisor: true });

let called: [room: RoomId, text: string, who: readonly UserId[], transaction: string][];
let jobs: JobRequest[];
beforeEach(() => {
  called = [];
  jobs = [];
});

function alarms(state: Conversation | null, officers: readonly RosterOfficer[], training = false): Alarms {
  const conversation = state && ({ number: "48-21", training, state } as StoredConversation);
  return new Alarms({
    store: { read: () => Promise.resolve(conversation) },
    roster: { everybody: () => Promise.resolve(officers) },
    permanences: {
      call: (...call) => {
        called.push(call);
        return Promise.resolve();
      },
    },
    rooms: () => new Map<Corps, RoomId>([["police", POLICE], ["gendarmerie", GENDARMERIE]]), // prettier-ignore
    addJob: (job) => {
      jobs.push(job);
      return Promise.resolve();
    },
    clock: { now: () => NOW },
  });
}

const waiting: Conversation = { phase: "waiting", readySince: 1, asked: [], lastAskedAt: null, absentSince: null };
const active: Conversation = { phase: "active", readySince: 1, officers: [amina.userId], page: "here" };

describe("grave danger", () => {
  it("calls everybody on duty, on a break too, and the supervisors, each in their Permanence; again a minute later", async () => {
    await alarms(waiting, [amina, bruno, claire, denis]).sound(ID, null, NOW);
    expect(called.map(([room, , who]) => [room, who])).toEqual([
      [POLICE, [amina.userId]],
      [GENDARMERIE, [claire.userId, denis.userId]],
    ]);
    expect(called[0]?.[1]).toContain("48-21");
    expect(called[0]?.[3]).toBe(`alarm-${ID}-${NOW}`);
    const again = NOW + AGAIN_MS;
    expect(jobs).toEqual([{ job: { task: "alarm", conversation: ID, by: null, at: again }, runAt: again }]);
  });

  it("calls supervisors alone when an officer is there, and once", async () => {
    await alarms(active, [amina, bruno, claire, denis]).sound(ID, amina.userId, NOW);
    expect(called.map(([room, , who]) => [room, who])).toEqual([[GENDARMERIE, [denis.userId]]]);
    expect(called[0]?.[1]).toContain("DANGER GRAVE");
    expect(jobs).toEqual([]);
  });

  it("calls only whoever is in an exercise, says that it is one, and calls nobody again", async () => {
    await alarms(active, [amina, bruno, claire, denis], true).sound(ID, null, NOW);
    expect(called.map(([, text, who]) => [text.startsWith("[EXERCICE] DANGER"), who])).toEqual([
      [true, [amina.userId]],
    ]);
    await alarms(waiting, [amina, bruno, claire, denis], true).sound(ID, null, NOW);
    expect([called.length, jobs]).toEqual([1, []]);
  });

  it("calls supervisors who are off duty when none is on", async () => {
    await alarms(active, [amina, bruno]).sound(ID, null, NOW);
    expect(called.map(([, , who]) => who)).toEqual([[bruno.userId]]);
  });

  it.each<[string, Conversation | null]>([
    ["that nothing was written in yet", { ...waiting, readySince: null }],
    ["that is over", { phase: "closed", reason: "victim", at: 1 }],
    ["that is gone", null],
  ])("calls nobody for one %s", async (_what, state) => {
    await alarms(state, [amina, bruno]).sound(ID, null, NOW);
    expect([called, jobs]).toEqual([[], []]);
  });
});

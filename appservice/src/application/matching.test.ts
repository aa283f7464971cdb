import { randomBytes, randomUUID } from "node:crypto";
import { LIMITS } from "../domain/testing/limits.ts";
import type { ConversationId, Corps, DeviceId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { ROUND_PAUSE_MS } from "../domain/choose.ts";
import type { Command } from "../domain/conversation.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { RosterStore } from "../ports/rosterStore.ts";
import { MemoryConversations } from "../testing/memoryConversations.ts";
import { changeOrNothing } from "./change.ts";
import { Matching } from "./matching.ts";
import type { Settings } from "./settings.ts";

const settings: Settings = {
  limits: LIMITS,
  offer: 60_000,
  retention: 0,
  homeservers: ["v.example"],
};
const amina = "@amina:p.example" as UserId;
const claire = "@claire:g.example" as UserId;

let now: number;
let store: MemoryConversations;
let jobs: JobRequest[];
let counted: string[];
let matching: Matching;
let attestations: Map<UserId, boolean>;

/** The part of the roster that says who is attested, on the officers of the store in memory. */
const roster: Pick<RosterStore, "unchecked" | "attested" | "unreachable"> = {
  unchecked: () => Promise.resolve(store.officers.map(({ userId }) => userId)),
  attested: (userId, attested) => Promise.resolve(mark(userId, attested)),
  unreachable: (userId) => Promise.resolve(void mark(userId, false)),
};
function mark(userId: UserId, attested: boolean): boolean {
  const at = store.officers.findIndex((one) => one.userId === userId);
  const officer = store.officers[at];
  if (officer === undefined) return false;
  store.officers[at] = { ...officer, attested };
  return officer.attested !== attested;
}

beforeEach(() => {
  now = 1_000_000;
  store = new MemoryConversations();
  jobs = [];
  counted = [];
  attestations = new Map();
  matching = new Matching({
    store,
    roster,
    attestations: { of: () => Promise.resolve(attestations) },
    addJob: (request) => Promise.resolve(void jobs.push(request)),
    clock: { now: () => now },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings,
    count: (what) => counted.push(what),
  });
});

function onDuty(userId: UserId, corps: Corps, attested: boolean | "unreachable" = true): void {
  const loads = { capacity: 1, load: 0, trainingLoad: 0 };
  const rest = { ...loads, skills: [], lastAskedAt: null, attested: false, onDuty: true, onBreak: false };
  store.officers.push({ userId, corps, number: store.officers.length + 1, ...rest });
  if (attested !== "unreachable") attestations.set(userId, attested);
}

async function readyConversation(): Promise<ConversationId> {
  const id = randomUUID() as ConversationId;
  const texts = { number: "12-34", situation: "online", urgency: "normal", language: "fr", training: false } as const;
  const victim = `@victim-${id}:v.example` as UserId;
  await store.begin({ id, keyHash: randomBytes(32), victim, at: now, ...texts }, []);
  const session = { tokenHash: randomBytes(32), deviceId: "D" as DeviceId, sealedAccessToken: randomBytes(8) };
  await store.open(id, `!${id}` as RoomId, session, (conversation) =>
    changeOrNothing(conversation, { type: "open" }, now, settings),
  );
  await command(id, { type: "ready" });
  return id;
}
const command = (id: ConversationId, one: Command): Promise<unknown> =>
  store.change(id, (conversation) => changeOrNothing(conversation, one, now, settings));
const stateOf = async (id: ConversationId): Promise<unknown> => (await store.read(id))?.state;

describe("matching", () => {
  it("offers to who is attested, and to nobody who is not or whose homeserver is away", async () => {
    onDuty(amina, "police", false);
    const id = await readyConversation();
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "waiting" });
    onDuty("@bruno:p.example" as UserId, "police", "unreachable");
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "waiting" });
    onDuty(claire, "gendarmerie");
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "offered", officer: claire, deadline: now + settings.offer });
    expect(counted).toEqual(["offers"]);
  });

  it("goes to the other corps when the page is there and cannot invite", async () => {
    onDuty(amina, "police");
    onDuty("@bruno:p.example" as UserId, "police");
    onDuty(claire, "gendarmerie");
    const id = await readyConversation();
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ officer: amina });
    now += settings.limits.invite;
    await store.heard(id, now);
    await matching.tick(id);
    expect(counted).toEqual(["offers", "timeOuts"]);
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "offered", officer: claire, asked: [amina] });
  });

  it("comes back for a new round when everybody was asked in vain", async () => {
    onDuty(amina, "police");
    const id = await readyConversation();
    await matching.match();
    await command(id, { type: "left", member: amina, by: "themselves" });
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "waiting", asked: [amina] });
    expect(jobs).toEqual([{ job: { task: "match-later" }, runAt: now + ROUND_PAUSE_MS }]);
    now += ROUND_PAUSE_MS;
    await matching.match();
    expect(await stateOf(id)).toMatchObject({ phase: "offered", officer: amina, asked: [] });
  });
});

describe("a clock", () => {
  it("that was put forward by a sign of life is looked at again later", async () => {
    const id = await readyConversation();
    const at = now;
    const patience = settings.limits.held + settings.limits.silence;
    now += patience;
    await store.heard(id, at + 1_000);
    await matching.tick(id);
    expect(await stateOf(id)).toMatchObject({ phase: "waiting" });
    expect(jobs).toEqual([{ job: { task: "tick", conversation: id }, runAt: at + 1_000 + patience }]);
    now += 1_000;
    await matching.tick(id);
    expect(await stateOf(id)).toMatchObject({ phase: "closed", reason: "idle" });
  });

  it("closes what nobody could be found for", async () => {
    const id = await readyConversation();
    now += settings.limits.unanswered;
    await store.heard(id, now);
    await matching.tick(id);
    expect(await stateOf(id)).toMatchObject({ phase: "closed", reason: "unanswered" });
  });
});

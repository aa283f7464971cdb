/**
 * A night at the desk, on a clock of its own: victims who write, officers of two corps who accept, decline, do not answer and go on breaks. The desk
 * is the real one, on the store in memory. The same seed is the same night.
 */
import type { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";
import type { Queued } from "../../domain/choose.ts";
import { LIMITS } from "../../domain/testing/limits.ts";
import { Desk } from "../../application/desk.ts";
import { Matching } from "../../application/matching.ts";
import { OfficersDesk } from "../../application/officersDesk.ts";
import type { Settings } from "../../application/settings.ts";
import type { StoredConversation } from "../../ports/conversationStore.ts";
import type { Job, JobRequest } from "../../ports/jobs.ts";
import { MemoryConversations } from "../memoryConversations.ts";
import { Acting, type Answered, askedIn } from "./acting.ts";
import { Agenda, seeded } from "./agenda.ts";
import { type SimulatedOfficer, someOfficers, someVictims } from "./people.ts";

const MINUTE = 60_000;
const BEGIN = 1_700_000_000_000;
/** Every victim has written before any officer is there. */
const OPENS_AFTER = 11 * MINUTE;
const BREAK = 15 * MINUTE;
const settings: Settings = { limits: LIMITS, offer: MINUTE, retention: 0, homeservers: ["victims.example"] };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** One match: what waited before it, and to whom it was offered. */
interface Matched {
  readonly waited: readonly Queued[];
  readonly offers: readonly { readonly conversation: ConversationId; readonly officer: UserId }[];
}

/** How things stand after one step. */
export interface Moment {
  readonly living: readonly StoredConversation[];
  readonly onDuty: ReadonlySet<UserId>;
  /** `null`: this step was not a match. */
  readonly matched: Matched | null;
}

export interface Night {
  readonly officers: readonly SimulatedOfficer[];
  /** Each conversation that an officer came to, when the first one came. */
  readonly answered: readonly Answered[];
  readonly ended: Acting["ended"];
  /** What the audit trail says has happened, and how often. */
  readonly audited: ReadonlyMap<string, number>;
  /** From the first officers to the last conversation's end. */
  readonly lastedMs: number;
}

/** @param people how many victims, and how many exercises among them */
export async function aNight(
  seed: number,
  people: { readonly victims: number; readonly exercises: number },
  look: (moment: Moment, officers: readonly SimulatedOfficer[]) => void,
): Promise<Night> {
  const random = seeded(seed);
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const officers = someOfficers(random);
  const agenda = new Agenda(BEGIN);
  const store = new MemoryConversations();
  const addJob = (request: JobRequest): Promise<void> => {
    agenda.addJob(request, run);
    return Promise.resolve();
  };
  const parts = { store, addJob, clock: agenda, log, settings };
  const desk = new Desk({
    ...parts,
    changes: store,
    rooms: {
      account: () => Promise.resolve({ accessToken: "syt", deviceId: "D" as DeviceId }),
      room: (alias) => Promise.resolve(`!${alias}` as RoomId),
    },
    randomness: {
      uuid: () => bytes(16).toString("hex") as ConversationId,
      bytes,
      int: (below) => Math.floor(random() * below),
    },
    secret: Buffer.alloc(32, 1),
    victimsServer: "victims.example",
  });
  const matching = new Matching({
    ...parts,
    roster: {
      unchecked: () => Promise.resolve([]),
      attested: () => Promise.resolve(false),
      unreachable: () => Promise.resolve(),
    },
    attestations: { of: () => Promise.resolve(new Map()) },
    count: () => undefined,
  });
  const officersDesk = new OfficersDesk({ ...parts, roster: { everybody: () => Promise.resolve(store.roster()) } });
  const opensAt = BEGIN + OPENS_AFTER;
  const acting = new Acting({ ...{ agenda, store, desk, officersDesk, settings, officers, random, bytes, opensAt } });

  const matches: Matched[] = [];
  async function run(job: Job): Promise<void> {
    if (job.task === "tick") await matching.tick(job.conversation);
    if (job.task !== "match" && job.task !== "match-later") return;
    const { queue: waited } = await store.match(
      () => [],
      () => null,
    );
    await matching.match();
    const offers: { conversation: ConversationId; officer: UserId }[] = [];
    for (const { id } of waited) {
      const conversation = await store.read(id);
      const asked = conversation && askedIn(conversation.state);
      if (asked !== null) offers.push({ conversation: id, officer: asked.officer });
    }
    matches.push({ waited, offers });
  }
  const becomes = (userId: UserId, change: { onDuty: boolean } | { onBreak: boolean }): Promise<void> => {
    store.changeOfficer(userId, change);
    return addJob({ job: { task: "match" } });
  };
  for (const { onDuty, breakAfterMs, ...officer } of officers) {
    store.officers.push({ ...officer, onDuty: false, onBreak: false, load: 0, trainingLoad: 0, lastAskedAt: null });
    if (!onDuty) continue;
    agenda.add(OPENS_AFTER, () => becomes(officer.userId, { onDuty: true }));
    if (breakAfterMs === null) continue;
    agenda.add(OPENS_AFTER + breakAfterMs, () => becomes(officer.userId, { onBreak: true }));
    agenda.add(OPENS_AFTER + breakAfterMs + BREAK, () => becomes(officer.userId, { onBreak: false }));
  }
  const everybody = [...someVictims(random, people.victims, false), ...someVictims(random, people.exercises, true)];
  for (const victim of everybody) agenda.add(victim.writesAfterMs, () => acting.arrives(victim));

  while (await agenda.step()) {
    const called = store.jobs.splice(0);
    for (const request of called) await addJob(request);
    const matched = matches.pop() ?? null;
    // Every change calls for something: without any, the page has only asked how it stands.
    if (called.length === 0 && matched === null) continue;
    const onDuty = new Set(store.officers.filter((one) => one.onDuty && !one.onBreak).map(({ userId }) => userId));
    look({ living: await store.living(), onDuty, matched }, officers);
  }
  const { answered, ended } = acting;
  const audited = new Map<string, number>();
  for (const { what } of store.audit) audited.set(what, (audited.get(what) ?? 0) + 1);
  return { officers, answered, ended, audited, lastedMs: Math.max(...ended.map(({ at }) => at)) - opensAt };
}

/** What every store of conversations must do. Run on the one in memory by the unit tests, on PostgreSQL by the integration tests. */
import { randomBytes, randomUUID } from "node:crypto";
import type { CloseReason, ConversationId, DeviceId, EventId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { Conversation } from "../domain/conversation.ts";
import type { Officer } from "../domain/choose.ts";
import { offeredTo, ordered } from "../domain/handover.ts";
import { OBSERVED_MS } from "../domain/estimate.ts";
import type { Change, ConversationStore, NewConversation, NewSession } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";

export interface StoreUnderTest {
  readonly store: ConversationStore;
  /** Jobs that are waiting, of this conversation. */
  jobsOf(id: ConversationId): Promise<readonly string[]>;
  auditLines(): Promise<number>;
  /** All that is kept of what victims have answered, in words; and how many tokens something is due from. */
  answers(): Promise<readonly string[]>;
  due(): Promise<number>;
  addOfficer(userId: UserId, capacity: number): Promise<void>;
}

const NOW = 1_700_000_000_000;
const officer = "@suite-amina:police.example" as UserId;
const homeservers = ["victims.example", "police.example"];

const waiting = (readySince: number | null): Conversation => ({
  phase: "waiting",
  readySince,
  asked: [],
  lastAskedAt: null,
  absentSince: null,
});
const offered: Conversation = {
  phase: "offered",
  readySince: NOW,
  asked: [],
  officer,
  offeredAt: NOW,
  deadline: NOW + 60_000,
  invited: false,
};
const closed: Conversation = { phase: "closed", reason: "victim", at: NOW };
const to = (state: Conversation, jobs: readonly JobRequest[] = []): Change => ({
  state,
  audit: [{ who: "desk", what: state.phase }],
  jobs,
});

export function conversationStoreSuite(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: ConversationStore;
    beforeEach(async () => {
      under = await make();
      store = under.store;
    });

    const fresh = (): NewConversation => ({
      id: randomUUID() as ConversationId,
      keyHash: randomBytes(32),
      victim: `@victim-${randomBytes(8).toString("hex")}:victims.example` as UserId,
      number: "12-34",
      situation: "online",
      urgency: "normal",
      language: "fr",
      training: false,
      at: NOW,
    });
    const tick = (id: ConversationId): JobRequest => ({ job: { task: "tick", conversation: id }, runAt: NOW + 1e9 });
    const newSession = (): NewSession => ({
      tokenHash: randomBytes(32),
      deviceId: "DEVICE" as DeviceId,
      sealedAccessToken: randomBytes(40),
    });
    const begin = async (training = false): Promise<ConversationId> => {
      const one = { ...fresh(), training };
      await store.begin(one, []);
      return one.id;
    };
    const open = async (
      readySince: number | null = null,
      training = false,
    ): Promise<{ id: ConversationId; session: NewSession }> => {
      const id = await begin(training);
      const session = newSession();
      await store.open(id, `!${randomBytes(8).toString("hex")}` as RoomId, session, () => to(waiting(readySince)));
      return { id, session };
    };

    it("begins one conversation a key, whatever comes in parallel", async () => {
      const one = fresh();
      const begun = await Promise.all(
        Array.from({ length: 10 }, () => {
          const id = randomUUID() as ConversationId;
          return store.begin({ ...one, id, victim: `@victim-${id}:v.example` as UserId }, [tick(id)]);
        }),
      );
      expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
      const jobs = await Promise.all(begun.map(({ id }) => under.jobsOf(id)));
      expect(new Set(jobs.flat())).toEqual(new Set(["tick"]));
    });

    it("lets one at a time make user and room, until its lease is over", async () => {
      const id = await begin();
      const taken = await Promise.all(Array.from({ length: 5 }, () => store.lease(id, NOW, NOW + 100)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.lease(id, NOW + 100, NOW + 200)).toBe(true);
      await store.change(id, () => to(closed));
      expect(await store.lease(id, NOW + 1_000, NOW + 2_000)).toBe(false);
    });

    it("writes state, audit and jobs together, and counts the version", async () => {
      const { id } = await open();
      const lines = await under.auditLines();
      const after = await store.change(id, () => to(waiting(NOW), [tick(id)]));
      expect(after).toMatchObject({ version: 2, state: { readySince: NOW } });
      expect(await store.read(id)).toEqual(after);
      expect(await under.jobsOf(id)).toEqual(["tick"]);
      expect(await under.auditLines()).toBe(lines + 1);
    });

    it("writes nothing when it is not to, and nothing when the decision throws", async () => {
      const { id } = await open();
      const before = await store.read(id);
      expect(await store.change(id, () => null)).toEqual(before);
      await expect(
        store.change(id, () => {
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
      expect(await store.read(id)).toEqual(before);
    });

    it("lets parallel changes of one conversation see each other", async () => {
      const { id } = await open();
      await Promise.all(
        Array.from({ length: 10 }, () =>
          store.change(id, ({ state }) => to(waiting((state.phase === "waiting" ? (state.readySince ?? 0) : 0) + 1))),
        ),
      );
      expect(await store.read(id)).toMatchObject({ state: { readySince: 10 }, version: 11 });
    });

    it("knows a session until the conversation closes", async () => {
      const { id, session } = await open();
      const found = await store.session(session.tokenHash);
      expect(found).toMatchObject({ conversation: { id }, deviceId: "DEVICE" });
      expect(found?.sealedAccessToken).toEqual(session.sealedAccessToken);
      expect(await store.session(randomBytes(32))).toBeNull();
      await store.change(id, () => to(closed));
      expect(await store.session(session.tokenHash)).toBeNull();
    });

    it("makes no session for a conversation that closed while it was opened", async () => {
      const id = await begin();
      await store.change(id, () => to(closed));
      const session = newSession();
      await store.open(id, "!late" as RoomId, session, () => null);
      expect(await store.session(session.tokenHash)).toBeNull();
      expect(await store.read(id)).toMatchObject({ roomId: "!late" });
    });

    describe("feedback", () => {
      const SAID = { heard: "yes", helped: null, knows: "no" } as const;
      const active: Conversation = { phase: "active", readySince: NOW, officers: [officer], page: "here" };
      const ended = (reason: CloseReason, at = NOW): Conversation => ({ phase: "closed", reason, at });
      /** The hash of the token of a conversation that was in these states one after the other. */
      const lived = async (states: readonly Conversation[], training = false): Promise<Buffer> => {
        const { id, session } = await open(NOW, training);
        for (const state of states) await store.change(id, () => to(state));
        return session.tokenHash;
      };
      const HOUR = 60 * 60_000;

      it.each(["victim", "officer", "idle"] as const)(
        "is taken once after an officer's answer (%s)",
        async (reason) => {
          const before = await under.answers();
          const token = await lived([active, ended(reason)]);
          // The control: it is found where it is kept.
          expect(await store.feedback(token, SAID, NOW + HOUR - 1)).toBe(true);
          expect(await under.answers()).toEqual([...before, "yes - no"]);
          expect(await store.feedback(token, SAID, NOW + 1)).toBe(false);
          expect(await store.session(token)).toBeNull();
          expect(await under.answers()).toHaveLength(before.length + 1);
        },
      );

      it("is taken from nobody else", async () => {
        const before = await under.answers();
        const refused: Record<string, Buffer> = {
          living: await lived([active]),
          "in an emergency": await lived([active, ended("emergency")]),
          "never answered": await lived([offered, ended("victim")]),
          "an exercise": await lived([active, ended("victim")], true),
          unknown: randomBytes(32),
        };
        for (const [whose, token] of Object.entries(refused))
          expect([whose, await store.feedback(token, SAID, NOW + 1)]).toEqual([whose, false]);
        const late = await lived([active, ended("victim")]);
        expect(await store.feedback(late, SAID, NOW + 1.25 * HOUR)).toBe(false);
        expect(await under.answers()).toEqual(before);
      });

      it("is not taken from who came back with the same token and left in an emergency", async () => {
        const tokenHash = await lived([active, ended("victim")]);
        const id = await begin();
        await store.open(id, `!${randomBytes(8).toString("hex")}` as RoomId, { ...newSession(), tokenHash }, () =>
          to(waiting(NOW)),
        );
        await store.change(id, () => to(active));
        await store.change(id, () => to(ended("emergency")));
        expect(await store.feedback(tokenHash, SAID, NOW + 1)).toBe(false);
      });

      it("is counted once its day is over", async () => {
        const sum = async (at: number): Promise<Record<string, number>> =>
          Object.fromEntries(
            (await store.feedbackGiven(at)).map((one) => [`${one.question} ${one.answer}`, one.count]),
          );
        const DAY = 24 * HOUR;
        const before = await sum(NOW + DAY);
        const today = await sum(NOW);
        for (const given of [SAID, { heard: "yes", helped: "little", knows: null }] as const)
          await store.feedback(await lived([active, ended("victim")]), given, NOW + 1);
        expect(await sum(NOW)).toEqual(today);
        const of = (key: string): number => before[key] ?? 0;
        expect(await sum(NOW + DAY)).toEqual({
          ...before,
          ...{
            "heard yes": of("heard yes") + 2,
            "helped little": of("helped little") + 1,
            "knows no": of("knows no") + 1,
          },
        });
      });

      it("is no longer due when others end later", async () => {
        await lived([active, ended("victim")]);
        await lived([active, ended("victim")]);
        const due = await under.due();
        expect(due).toBeGreaterThanOrEqual(2);
        await lived([active, ended("victim", NOW + 2 * HOUR)]);
        expect(await under.due()).toBe(1);
      });
    });

    it("tells the position among those who are ready", async () => {
      const [late, early, notReady] = [await open(NOW - 10), await open(NOW - 20), await open()];
      const position = async ({ id }: { id: ConversationId }): Promise<number | undefined> =>
        (await store.view(id))?.position;
      expect(await Promise.all([early, late, notReady].map(position))).toEqual([1, 2, 3]);
      await store.change(early.id, () => to(closed));
      expect(await Promise.all([late, notReady].map(position))).toEqual([1, 2]);
    });

    it("lists what ended with an officer and was not classified yet, the oldest first", async () => {
      const amina = "@amina:p" as UserId;
      const before: [UserId] = [amina];
      const ended = async (at: number, state: Partial<Conversation> = {}) => {
        const { id } = await open(NOW);
        await store.change(id, () => to({ phase: "closed", reason: "victim", at, before, ...state } as Conversation));
        return id;
      };
      const [late, early] = [await ended(NOW + 20), await ended(NOW + 10)];
      await ended(NOW, { erasing: true });
      const { id: unanswered } = await open(NOW);
      await store.change(unanswered, () => to({ phase: "closed", reason: "unanswered", at: NOW }));
      const listed = async () =>
        (await store.unclassified(amina)).map(({ id }) => id).filter((id) => ours.includes(id));
      const ours = [late, early, unanswered];
      expect(await listed()).toEqual([early, late]);
      expect(await store.unclassified("@bruno:p" as UserId)).toEqual([]);
      const classification = { situation: "home", risk: "low", orientation: "none", outcome: "helped" } as const;
      const kept = (await store.read(early))?.state ?? { phase: "erased" as const };
      await store.change(early, () => ({ ...to(kept), classified: { classification, at: NOW + 30 } }));
      expect(await listed()).toEqual([late]);
      expect(await store.read(early)).toMatchObject({ classifiedAt: NOW + 30 });
    });

    it("remembers what an officer has marked, through other changes", async () => {
      const { id } = await open(NOW);
      expect(await store.read(id)).toMatchObject({ graveAt: null, patrol: null });
      const patrol = { by: "@amina:p" as UserId, at: NOW, toldAt: null };
      await store.change(id, () => ({ ...to(waiting(NOW)), graveAt: NOW, patrol }));
      await store.change(id, () => to(waiting(NOW)));
      expect(await store.read(id)).toMatchObject({ graveAt: NOW, patrol });
    });

    it("finds a conversation by the first event of its notes, and remembers what there was of them", async () => {
      const { id } = await open(NOW);
      const root = `$${randomBytes(8).toString("hex")}` as EventId;
      expect((await store.read(id))?.notes).toBeNull();
      expect(await store.ofNotes(root)).toBeNull();
      await store.change(id, () => ({ ...to(waiting(NOW)), notes: { root, events: [] } }));
      await store.change(id, () => ({ ...to(closed), notes: { root, events: [root] } }));
      await store.change(id, () => to(closed));
      expect(await store.ofNotes(root)).toEqual(await store.read(id));
      expect(await store.ofNotes(root)).toMatchObject({ id, notes: { root, events: [root] } });
    });

    it("puts danger first, and remembers it", async () => {
      const [early, late] = [await open(NOW - 20), await open(NOW - 10)];
      const position = async ({ id }: { id: ConversationId }): Promise<number | undefined> =>
        (await store.view(id))?.position;
      expect(await Promise.all([early, late].map(position))).toEqual([1, 2]);
      await store.change(late.id, () => ({ ...to(waiting(NOW - 10)), urgency: "danger" }));
      expect(await Promise.all([early, late].map(position))).toEqual([2, 1]);
      await store.change(late.id, () => to(waiting(NOW - 10)));
      expect(await store.read(late.id)).toMatchObject({ urgency: "danger" });
      await store.match(
        (queue) => {
          expect(queue.map(({ id, urgency }) => [id, urgency])).toEqual([
            [late.id, "danger"],
            [early.id, "normal"],
          ]);
          return [];
        },
        () => null,
      );
    });

    it("tells what a wait can be estimated from", async () => {
      const { id } = await open(NOW);
      const desk = (now: number): Promise<unknown> => store.deskNow(now);
      const before = await desk(NOW);
      expect(before).toMatchObject({ someoneOnDuty: false, freePlaces: 0 });
      await under.addOfficer(officer, 3);
      expect(await desk(NOW)).toMatchObject({ someoneOnDuty: true, freePlaces: 3 });
      await store.change(id, () => to(offered));
      expect(await desk(NOW)).toMatchObject({ someoneOnDuty: true, freePlaces: 2, answered: 0 });
      await store.change(id, () => ({
        ...to({ phase: "active", readySince: NOW, officers: [officer], page: "here" }),
        answeredAt: NOW,
      }));
      expect(await desk(NOW + 1)).toMatchObject({ freePlaces: 2, answered: 1 });
      expect(await desk(NOW + OBSERVED_MS)).toMatchObject({ answered: 0 });
    });

    it("matches in order, over loads that count what is offered", async () => {
      await under.addOfficer(officer, 2);
      const [second, first] = [await open(NOW - 10), await open(NOW - 20)];
      const { made } = await store.match(
        (queue, officers) => {
          expect(queue.map(({ id }) => id)).toEqual([first.id, second.id]);
          expect(officers).toMatchObject([{ userId: officer, load: 0, capacity: 2 }]);
          return [{ conversation: first.id, officer, newRound: false }];
        },
        () => to(offered),
      );
      expect(made).toBe(1);
      expect(await store.view(first.id)).toMatchObject({ officers: [{ userId: officer, number: 1 }] });
      await store.match(
        (queue, officers) => {
          expect(queue.map(({ id }) => id)).toEqual([second.id]);
          expect(officers).toMatchObject([{ load: 1 }]);
          return [];
        },
        () => null,
      );
    });

    it("remembers when an officer was last asked, and not of whoever is only there", async () => {
      const there = "@suite-bruno:police.example" as UserId;
      await under.addOfficer(officer, 2);
      await under.addOfficer(there, 2);
      const { id } = await open(NOW);
      const asked = async (): Promise<unknown> => {
        let told: unknown;
        const tell = (_: unknown, officers: readonly Officer[]) => {
          told = new Map(officers.map(({ userId, lastAskedAt }) => [userId, lastAskedAt]));
          return [];
        };
        await store.match(tell, () => null);
        return told;
      };
      const offer = () => [{ conversation: id, officer, newRound: false }];
      await store.match(offer, () => null);
      expect(await asked()).toEqual(
        new Map([
          [officer, null],
          [there, null],
        ]),
      );
      const handover = offeredTo(
        ordered({ by: there, from: there, wanted: { kind: "anyone", skill: null } }, NOW),
        ...([officer, NOW + 5, NOW + 60_000, false] as const),
      );
      await store.match(offer, () =>
        to({ phase: "active", readySince: NOW, officers: [there], page: "here", handover }),
      );
      expect(await asked()).toEqual(
        new Map([
          [officer, NOW + 5],
          [there, null],
        ]),
      );
    });

    it("leaves exercises behind every victim, and out of every figure", async () => {
      await under.addOfficer(officer, 2);
      const exercise = await open(NOW - 20, true);
      const [ready, notReady] = [await open(NOW - 10), await open()];
      const position = async ({ id }: { id: ConversationId }): Promise<number | undefined> =>
        (await store.view(id))?.position;
      expect(await Promise.all([ready, notReady, exercise].map(position))).toEqual([1, 2, 2]);
      expect(await store.counts()).toMatchObject({ phases: { waiting: 2 }, queue: 1 });
      const given = [exercise, ready].map(({ id }) => ({ conversation: id, officer, newRound: false }));
      const { made, queue } = await store.match(
        () => given,
        () => ({ ...to(offered), answeredAt: NOW }),
      );
      expect(made).toBe(1);
      expect(queue.map(({ id, training }) => [id, training])).toEqual([
        [ready.id, false],
        [exercise.id, true],
      ]);
      await store.match(
        (_, officers) => {
          expect(officers).toMatchObject([{ load: 1, trainingLoad: 1 }]);
          return [];
        },
        () => null,
      );
      expect(await store.deskNow(NOW)).toMatchObject({ freePlaces: 1, answered: 1 });
    });

    it("knows how the page is, and when it hung up; not of one that was heard of since", async () => {
      const { id } = await open(NOW);
      expect(await store.page(id, "hidden", NOW + 1)).toMatchObject({
        page: "hidden",
        heardAt: NOW + 1,
        hungUpAt: null,
      });
      expect(await store.hungUp(id, NOW, NOW + 2)).toBeNull();
      expect(await store.hungUp(id, NOW + 1, NOW + 2)).toMatchObject({ hungUpAt: NOW + 2 });
      expect(await store.page(id, "closed", NOW + 3)).toMatchObject({ page: "closed" });
      expect(await store.page(id, "shown", NOW + 4)).toMatchObject({ page: "closed" });
      await store.change(id, () => to({ phase: "active", readySince: NOW, officers: [officer], page: "closed" }));
      // The officers were told: they must hear that it is back.
      expect(await store.heard(id, NOW + 5)).toBe(true);
      await store.change(id, () => to({ phase: "closed", reason: "idle", at: NOW }));
      expect(await store.page(id, "shown", NOW + 6)).toBeNull();
      expect(await store.hungUp(id, NOW + 6, NOW + 7)).toBeNull();
    });

    it("does not match a page that let an offer lapse until it is heard of again", async () => {
      const { id } = await open(NOW);
      await store.heard(id, NOW + 1);
      await store.change(id, () => to({ ...waiting(NOW), absentSince: NOW + 2 } as Conversation));
      const queued = async (): Promise<number> =>
        (
          await store.match(
            () => [],
            () => null,
          )
        ).queue.length;
      expect(await queued()).toBe(0);
      expect(await store.heard(id, NOW + 3)).toBe(true);
      expect(await queued()).toBe(1);
      expect(await store.heard(id, NOW + 4)).toBe(false);
    });

    it("is gone when the last homeserver has erased it, and not before", async () => {
      const { id } = await open();
      expect(await store.erasedOn(id, "police.example", homeservers)).toEqual({ finished: false });
      await store.change(id, () => to(closed, [tick(id)]));
      expect(await store.erasedOn(id, "police.example", homeservers)).toEqual({ finished: false });
      expect(await store.erasedOn(id, "police.example", homeservers)).toEqual({ finished: false });
      expect(await store.read(id)).not.toBeNull();
      expect(await store.erasedOn(id, "victims.example", homeservers)).toEqual({ finished: true });
      expect(await store.read(id)).toBeNull();
    });
  });
}

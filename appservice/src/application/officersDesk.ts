/**
 * What officers may do with conversations, whichever way they say it (a line in their Permanence, a widget). Every act names the officer who acts:
 * whoever is in a conversation acts on it; a supervisor on all of them; everybody on the queue.
 */
import type { ConversationId, RoomId, UserId } from "@abri/contract";
import type { Classification } from "@abri/contract/officers";
import { isFree, loadedFor, mayTake } from "../domain/choose.ts";
import { type Command, invitable } from "../domain/conversation.ts";
import type { Wanted } from "@abri/contract/officers";
import type { Clock } from "../ports/clock.ts";
import type { Change, ConversationStore, StoredConversation } from "../ports/conversationStore.ts";
import type { Done, NotDone } from "../ports/officersOrigin.ts";
import type { RosterOfficer, RosterStore } from "../ports/rosterStore.ts";
import { changeBy, changeOrNothing } from "./change.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "change" | "living" | "unclassified" | "inRoom" | "match">;
  readonly roster: Pick<RosterStore, "everybody">;
  readonly clock: Clock;
  readonly settings: Settings;
}

const DONE: Done = { ok: true };
const no = (why: NotDone): Done => ({ ok: false, why });

export interface HandoverOrder {
  readonly wanted: Wanted;
  /** Whoever is in it stays: a second officer in addition. */
  readonly stays: boolean;
}

export class OfficersDesk {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `null`: not on the roster. */
  async officer(userId: UserId): Promise<RosterOfficer | null> {
    return (await this.#parts.roster.everybody()).find((one) => one.userId === userId) ?? null;
  }

  everybody(): Promise<readonly RosterOfficer[]> {
    return this.#parts.roster.everybody();
  }

  living(): Promise<readonly StoredConversation[]> {
    return this.#parts.store.living();
  }

  unclassified(officer: UserId): Promise<readonly StoredConversation[]> {
    return this.#parts.store.unclassified(officer);
  }

  inRoom(room: RoomId): Promise<StoredConversation | null> {
    return this.#parts.store.inRoom(room);
  }

  async handOver(id: ConversationId, by: UserId, { wanted, stays }: HandoverOrder): Promise<Done> {
    if (wanted.kind === "officer") {
      const whom = await this.officer(wanted.userId);
      if (whom === null) return no("nobody-such");
      if (!isFree(whom)) return no("not-free");
    }
    return this.#change(id, by, ({ state }) => {
      if (state.phase !== "active") return no("wrong-phase");
      const { officers } = state;
      return { type: "handover", by, from: stays ? null : officers.includes(by) ? by : officers[0], wanted };
    });
  }

  cancelHandover(id: ConversationId, by: UserId): Promise<Done> {
    return this.#change(id, by, () => ({ type: "cancelHandover" }));
  }

  requeue(id: ConversationId, by: UserId): Promise<Done> {
    return this.#change(id, by, () => ({ type: "requeue", by }));
  }

  markGrave(id: ConversationId, by: UserId): Promise<Done> {
    return this.#change(id, by, ({ state }) => (state.phase === "active" ? { type: "danger", by } : no("wrong-phase")));
  }

  /** Once for a conversation. The sending itself is the operations room's. */
  orderPatrol(id: ConversationId, by: UserId): Promise<Done> {
    const { clock } = this.#parts;
    return this.#act(id, by, ({ state, patrol, number, situation, training }, officer) => {
      if (state.phase !== "active") return no("wrong-phase");
      // In it, and taken off the roster meanwhile.
      if (officer === null) return no("not-allowed");
      if (patrol !== null) return no("ordered-already");
      const at = clock.now();
      const order = { number, situation, corps: officer.corps, officer: officer.number, at };
      return {
        state,
        patrol: { by, at, toldAt: null },
        audit: [{ who: by, what: "patrol ordered" }],
        // Nobody is sent anywhere for an exercise.
        jobs: training ? [] : [{ job: { task: "patrol", conversation: id, order } }],
      };
    });
  }

  /** Once for a conversation; whoever asks again is shown the same thread. */
  openNotes(id: ConversationId, by: UserId): Promise<Done> {
    return this.#act(id, by, ({ state, notes }) => {
      if (state.phase !== "active") return no("wrong-phase");
      const audit = [{ who: by, what: "private notes opened" }];
      return notes === null ? { state, audit, jobs: [{ job: { task: "notes", conversation: id } }] } : null;
    });
  }

  /** `classification`: what the officer says of it; kept for the statistics, without anything that leads to the conversation. */
  conclude(id: ConversationId, by: UserId, classification: Classification | null): Promise<Done> {
    return this.#change(id, by, () => ({ type: "conclude", by }), classification);
  }

  /** What it was, of one that the victim has ended or that ended by itself: said afterwards, by whoever was in it. */
  async classify(id: ConversationId, by: UserId, classification: Classification): Promise<Done> {
    const { store, clock } = this.#parts;
    let done: Done = no("unknown");
    await store.change(id, ({ state }) => {
      if (state.phase !== "closed" || !(state.before?.includes(by) ?? false)) return null;
      done = DONE;
      const audit = [{ who: by, what: "classified" }];
      return { state, classified: { classification, at: clock.now() }, audit, jobs: [] };
    });
    return done;
  }

  /** An officer says no to what they have been asked, and may say why; it is asked of the next one. */
  async decline(id: ConversationId, by: UserId, reason: string): Promise<Done> {
    const { store, clock, settings } = this.#parts;
    let done: Done = no("unknown");
    await store.change(id, (conversation) => {
      if (invitable(conversation.state) !== by) return null;
      const change = changeOrNothing(
        conversation,
        { type: "left", member: by, by: "themselves" },
        clock.now(),
        settings,
      );
      if (change === null) return null;
      done = DONE;
      return {
        ...change,
        audit: [...change.audit, { who: by, what: `declined because: ${reason}` }],
        // The invitation is still in their client.
        jobs: [...change.jobs, { job: { task: "remove", conversation: id, member: by, why: "withdrawn" } }],
      };
    });
    return done;
  }

  /** One that waits is offered to this officer, out of turn: by themselves, or by a supervisor. */
  async assign(id: ConversationId, by: UserId, to: UserId): Promise<Done> {
    const { store, clock, settings } = this.#parts;
    const actor = await this.officer(by);
    if (actor === null || (to !== by && !actor.supervisor)) return no("not-allowed");
    const now = clock.now();
    let done: Done = no("unknown");
    await store.match(
      (queue, officers) => {
        const queued = queue.find((one) => one.id === id);
        if (queued === undefined || queued.handover !== undefined) return [];
        const officer = officers.find((one) => one.userId === to);
        done = no("not-free");
        return officer !== undefined && (to === by ? mayTake : isFree)(loadedFor(queued, officer))
          ? [{ conversation: id, officer: to, newRound: queued.asked.includes(to) }]
          : [];
      },
      (conversation, { officer, newRound }) => {
        const offer = { type: "offer", officer, deadline: now + settings.offer, newRound } as const;
        const change = changeOrNothing(conversation, offer, now, settings);
        if (change === null) return null;
        done = DONE;
        return { ...change, audit: [...change.audit, { who: by, what: to === by ? "took by hand" : "assigned" }] };
      },
    );
    return done;
  }

  /** `may`: the command, or why not. */
  #change(
    id: ConversationId,
    by: UserId,
    may: (conversation: StoredConversation) => Command | Done,
    classification: Classification | null = null,
  ): Promise<Done> {
    const { clock, settings } = this.#parts;
    return this.#act(id, by, (conversation) => {
      const command = may(conversation);
      if ("ok" in command) return command;
      const changed = changeBy(conversation, command, clock.now(), settings);
      return changed.ok ? withClassification(changed.change, classification, clock.now()) : no(changed.refusal);
    });
  }

  /** Only for whoever is in it, or a supervisor. `does`: the change, `null` when it is so already, or why not. */
  async #act(
    id: ConversationId,
    by: UserId,
    does: (conversation: StoredConversation, officer: RosterOfficer | null) => Change | null | Done,
  ): Promise<Done> {
    const { store } = this.#parts;
    const officer = await this.officer(by);
    let done: Done = no("unknown");
    await store.change(id, (conversation) => {
      const { state } = conversation;
      const isIn = state.phase === "active" && state.officers.includes(by);
      if (!isIn && officer?.supervisor !== true) {
        done = no(state.phase === "active" ? "not-allowed" : "wrong-phase");
        return null;
      }
      const change = does(conversation, officer);
      done = change !== null && "ok" in change ? change : DONE;
      return change === null || "ok" in change ? null : change;
    });
    return done;
  }
}

function withClassification(change: Change | null, classification: Classification | null, at: number): Change | null {
  return change === null || classification === null ? change : { ...change, classified: { classification, at } };
}

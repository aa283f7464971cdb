/**
 * What officers may do with conversations, whichever way they say it (a line in their Permanence, a widget). Every act names the officer who acts:
 * whoever is in a conversation acts on it; a supervisor on all of them; everybody on the queue.
 */
import type { ConversationId, RoomId, UserId } from "@abri/contract";
import type { Classification } from "@abri/contract/officers";
import { isFree } from "../domain/choose.ts";
import { type Command, invitable } from "../domain/conversation.ts";
import type { Wanted } from "@abri/contract/officers";
import type { Clock } from "../ports/clock.ts";
import type { Change, ConversationStore, StoredConversation } from "../ports/conversationStore.ts";
import type { Done, NotDone } from "../ports/officersOrigin.ts";
import type { RosterOfficer, RosterStore } from "../ports/rosterStore.ts";
import { changeBy, changeOrNothing } from "./change.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "change" | "living" | "inRoom" | "match">;
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

  /** `classification`: what the officer says of it; kept for the statistics, without anything that leads to the conversation. */
  conclude(id: ConversationId, by: UserId, classification: Classification | null): Promise<Done> {
    return this.#change(id, by, () => ({ type: "conclude", by }), classification);
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
        return officer !== undefined && isFree(officer)
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

  /** `may`: the command, or why not; only for whoever is in it, or a supervisor. */
  async #change(
    id: ConversationId,
    by: UserId,
    may: (conversation: StoredConversation) => Command | Done,
    classification: Classification | null = null,
  ): Promise<Done> {
    const { store, clock, settings } = this.#parts;
    const supervisor = (await this.officer(by))?.supervisor ?? false;
    let done: Done = no("unknown");
    await store.change(id, (conversation) => {
      const { state } = conversation;
      const isIn = state.phase === "active" && state.officers.includes(by);
      if (!isIn && !supervisor) {
        done = no(state.phase === "active" ? "not-allowed" : "wrong-phase");
        return null;
      }
      const command = may(conversation);
      if ("ok" in command) {
        done = command;
        return null;
      }
      const changed = changeBy(conversation, command, clock.now(), settings);
      done = changed.ok ? DONE : no(changed.refusal);
      return changed.ok ? withClassification(changed.change, classification) : null;
    });
    return done;
  }
}

function withClassification(change: Change | null, classification: Classification | null): Change | null {
  return change === null || classification === null ? change : { ...change, classification };
}

/** Conversations in memory, for tests: passes the suite that the PostgreSQL store passes. Keeps the jobs and audit lines it is given. */
import type { Signs } from "../domain/signs.ts";
import {
  type ConversationId,
  type EventId,
  FEEDBACK_ANSWERS,
  FEEDBACK_QUESTIONS,
  type FeedbackRequest,
  type RoomId,
  type UserId,
} from "@abri/contract";
import { inOrder, type Officer, type Offer, type Queued, queuedOf } from "../domain/choose.ts";
import { type Conversation, lastOfferAt, namedOfficers } from "../domain/conversation.ts";
import { dayOf, feedbackUntil } from "../domain/feedback.ts";
import { type DeskNow, OBSERVED_MS } from "../domain/estimate.ts";
import type {
  AuditLine,
  Change,
  Changes,
  ConversationStore,
  NewConversation,
  NewSession,
  OfficerNumber,
  Start,
  StoredConversation,
  StoredSession,
  Taking,
  View,
} from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";
import { MemoryPrepared } from "./memoryPrepared.ts";

interface Kept {
  conversation: StoredConversation;
  readonly keyHash: string;
  leaseUntil: number;
  readonly erasedOn: Set<string>;
}

export class MemoryConversations implements ConversationStore, Changes {
  readonly jobs: JobRequest[] = [];
  readonly audit: AuditLine[] = [];
  readonly officers: (Officer & OfficerNumber)[] = [];
  readonly #answered: number[] = [];
  /** What was answered, and from whom an answer is due until when. */
  readonly answers: { readonly day: string; readonly given: FeedbackRequest }[] = [];
  readonly due = new Map<string, number>();
  readonly prepared = new MemoryPrepared();
  readonly #kept = new Map<ConversationId, Kept>();
  readonly #sessions = new Map<string, { readonly id: ConversationId; readonly session: NewSession }>();
  readonly #listeners = new Map<ConversationId, Set<(phase: Conversation["phase"]) => void>>();

  begin(conversation: NewConversation, jobs: readonly JobRequest[]): Promise<StoredConversation> {
    const known = this.#ofKey(conversation.keyHash);
    if (known !== undefined) return Promise.resolve(known);
    this.jobs.push(...jobs);
    return Promise.resolve(this.#insert(conversation, null).conversation);
  }

  beginPrepared(start: Start, { since, session, decide }: Taking): Promise<StoredConversation | null> {
    const known = this.#ofKey(start.keyHash);
    if (known !== undefined) return Promise.resolve(known);
    const taken = this.prepared.take(since, session);
    if (taken === null) return Promise.resolve(null);
    const { prepared, used } = taken;
    const kept = this.#insert({ ...start, ...prepared }, prepared.roomId);
    this.#sessions.set(used.tokenHash.toString("hex"), { id: prepared.id, session: used });
    this.#write(kept, decide(kept.conversation));
    return Promise.resolve(kept.conversation);
  }

  #ofKey(keyHash: Buffer): StoredConversation | undefined {
    const hash = keyHash.toString("hex");
    return [...this.#kept.values()].find((one) => one.keyHash === hash)?.conversation;
  }

  #insert(
    { id, victim, number, situation, urgency, language, training, at, keyHash }: NewConversation,
    roomId: RoomId | null,
  ): Kept {
    const state = { phase: "opening", since: at } as const;
    const texts = { number, situation, urgency, language, training };
    const unmarked = { graveAt: null, patrol: null, classifiedAt: null, notes: null };
    const conversation = { id, victim, roomId, ...texts, ...unmarked, state, version: 0, ...newSigns(at) };
    const kept = { conversation, keyHash: keyHash.toString("hex"), leaseUntil: 0, erasedOn: new Set<string>() };
    this.#kept.set(id, kept);
    return kept;
  }

  lease(id: ConversationId, now: number, until: number): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept?.conversation.state.phase !== "opening" || kept.leaseUntil > now) return Promise.resolve(false);
    kept.leaseUntil = until;
    return Promise.resolve(true);
  }

  async open(
    id: ConversationId,
    roomId: RoomId,
    session: NewSession,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return null;
    kept.conversation = { ...kept.conversation, roomId: kept.conversation.roomId ?? roomId };
    const { version } = kept.conversation;
    const after = await this.change(id, decide);
    if (after !== null && after.version > version)
      this.#sessions.set(session.tokenHash.toString("hex"), { id, session });
    return after;
  }

  change(
    id: ConversationId,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null> {
    return Promise.resolve().then(() => {
      const kept = this.#kept.get(id);
      if (kept === undefined) return null;
      const change = decide(kept.conversation);
      if (change !== null) this.#write(kept, change);
      return kept.conversation;
    });
  }

  #write(kept: Kept, { state, urgency, graveAt, patrol, notes, classified, answeredAt, audit, jobs }: Change): void {
    const { conversation: before } = kept;
    const { id, version } = before;
    if (answeredAt !== undefined && !kept.conversation.training) this.#answered.push(answeredAt);
    kept.conversation = {
      ...kept.conversation,
      state,
      urgency: urgency ?? kept.conversation.urgency,
      graveAt: graveAt ?? kept.conversation.graveAt,
      patrol: patrol ?? kept.conversation.patrol,
      classifiedAt: classified?.at ?? kept.conversation.classifiedAt,
      notes: notes ?? kept.conversation.notes,
      version: version + 1,
    };
    this.jobs.push(...jobs);
    this.audit.push(...audit);
    if (state.phase === "closed") {
      const until = feedbackUntil(before, state);
      for (const [hash, end] of this.due) if (end <= state.at) this.due.delete(hash);
      for (const [hash, session] of this.#sessions) {
        if (session.id !== id) continue;
        this.#sessions.delete(hash);
        this.due.delete(hash);
        if (until !== null) this.due.set(hash, until);
      }
    }
    for (const then of [...(this.#listeners.get(id) ?? [])]) then(state.phase);
  }

  read(id: ConversationId): Promise<StoredConversation | null> {
    return Promise.resolve(this.#kept.get(id)?.conversation ?? null);
  }

  living(): Promise<readonly StoredConversation[]> {
    const place = ({ state }: StoredConversation): number =>
      "readySince" in state ? (state.readySince ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;
    const living = [...this.#kept.values()].flatMap(({ conversation: one }) =>
      one.state.phase === "opening" || one.state.phase === "closed" ? [] : [{ ...one, readySince: place(one), one }],
    );
    return Promise.resolve(inOrder(living).map(({ one }) => one));
  }

  unclassified(officer: UserId): Promise<readonly StoredConversation[]> {
    const endedAt = ({ state }: StoredConversation): number => (state.phase === "closed" ? state.at : 0);
    const found = [...this.#kept.values()].flatMap(({ conversation: one }) => {
      const { state, classifiedAt } = one;
      const isOpen =
        state.phase === "closed" && state.before?.includes(officer) === true && state.erasing === undefined;
      return isOpen && classifiedAt === null ? [one] : [];
    });
    return Promise.resolve(found.toSorted((a, b) => endedAt(a) - endedAt(b)));
  }

  inRoom(roomId: RoomId): Promise<StoredConversation | null> {
    const kept = [...this.#kept.values()].find((one) => one.conversation.roomId === roomId);
    return Promise.resolve(kept?.conversation ?? null);
  }

  ofNotes(root: EventId): Promise<StoredConversation | null> {
    const kept = [...this.#kept.values()].find((one) => one.conversation.notes?.root === root);
    return Promise.resolve(kept?.conversation ?? null);
  }

  view(id: ConversationId): Promise<View | null> {
    const conversation = this.#kept.get(id)?.conversation;
    if (conversation === undefined) return Promise.resolve(null);
    const { state } = conversation;
    const queue = inOrder(this.#ready()).filter(({ training }) => conversation.training || !training);
    const mine = queue.findIndex((one) => one.id === id);
    const named = namedOfficers(state);
    return Promise.resolve({
      conversation,
      position: state.phase === "waiting" ? (mine === -1 ? queue.length : mine) + 1 : 1,
      officers: this.officers.filter((officer) => named.includes(officer.userId)),
    });
  }

  session(tokenHash: Buffer): Promise<StoredSession | null> {
    const found = this.#sessions.get(tokenHash.toString("hex"));
    const conversation = found === undefined ? undefined : this.#kept.get(found.id)?.conversation;
    if (found === undefined || conversation === undefined) return Promise.resolve(null);
    const { deviceId, sealedAccessToken } = found.session;
    return Promise.resolve({ conversation, deviceId, sealedAccessToken, returning: false });
  }

  heard(id: ConversationId, now: number): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.conversation.state.phase === "closed") return Promise.resolve(false);
    const { state, heardAt } = kept.conversation;
    kept.conversation = { ...kept.conversation, heardAt: Math.max(heardAt, now) };
    const absent = state.phase === "waiting" && state.absentSince !== null && state.absentSince >= heardAt;
    return Promise.resolve(absent || (state.phase === "active" && state.page !== "here"));
  }

  page(id: ConversationId, page: Signs["page"], now: number): Promise<StoredConversation | null> {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.conversation.state.phase === "closed") return Promise.resolve(null);
    const { heardAt, page: before } = kept.conversation;
    kept.conversation = {
      ...kept.conversation,
      heardAt: Math.max(heardAt, now),
      page: before === "closed" ? before : page,
    };
    return Promise.resolve(kept.conversation);
  }

  hungUp(id: ConversationId, since: number, now: number): Promise<StoredConversation | null> {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.conversation.state.phase === "closed") return Promise.resolve(null);
    if (kept.conversation.heardAt > since) return Promise.resolve(null);
    kept.conversation = { ...kept.conversation, hungUpAt: now };
    return Promise.resolve(kept.conversation);
  }

  async match(
    offers: (queue: readonly Queued[], officers: readonly Officer[]) => readonly Offer[],
    decide: (conversation: StoredConversation, offer: Offer) => Change | null,
  ): Promise<{ made: number; queue: readonly Queued[] }> {
    const present = [...this.#kept.values()].flatMap(({ conversation }) => {
      const { state, heardAt } = conversation;
      const isAbsent = state.phase === "waiting" && (state.absentSince ?? -1) >= heardAt;
      return isAbsent ? [] : (queuedOf(conversation) ?? []);
    });
    const queue = inOrder(present);
    let made = 0;
    for (const offer of offers(queue, this.#loaded()))
      await this.change(offer.conversation, (conversation) => {
        const change = decide(conversation, offer);
        if (change === null) return null;
        if (!conversation.training) made += 1;
        this.changeOfficer(offer.officer, { lastAskedAt: lastOfferAt(change.state) });
        return change;
      });
    return { made, queue };
  }

  changeOfficer(userId: UserId, change: Partial<Officer>): void {
    const at = this.officers.findIndex((one) => one.userId === userId);
    const officer = this.officers[at];
    if (officer !== undefined) this.officers[at] = { ...officer, ...change };
  }

  roster(): readonly RosterOfficer[] {
    return this.#loaded().map((one) => ({ ...one, supervisor: false }));
  }

  #loaded(): (Officer & OfficerNumber)[] {
    const load = (who: UserId, exercises: boolean): number =>
      [...this.#kept.values()].filter(
        ({ conversation: { state, training } }) => training === exercises && namedOfficers(state).includes(who),
      ).length;
    return this.officers.map((officer) => ({
      ...officer,
      load: load(officer.userId, false),
      trainingLoad: load(officer.userId, true),
    }));
  }

  deskNow(now: number): Promise<DeskNow> {
    const onDuty = this.#loaded().filter((officer) => officer.onDuty && !officer.onBreak && officer.attested);
    return Promise.resolve({
      someoneOnDuty: onDuty.length > 0,
      freePlaces: onDuty.reduce((sum, { capacity, load }) => sum + Math.max(capacity - load, 0), 0),
      answered: this.#answered.filter((at) => at > now - OBSERVED_MS).length,
    });
  }

  #ready(): Queued[] {
    return [...this.#kept.values()].flatMap(({ conversation }) =>
      conversation.state.phase === "waiting" ? (queuedOf(conversation) ?? []) : [],
    );
  }

  erasedOn(id: ConversationId, homeserver: string, all: readonly string[]): Promise<{ finished: boolean }> {
    const kept = this.#kept.get(id);
    if (kept?.conversation.state.phase !== "closed") return Promise.resolve({ finished: false });
    kept.erasedOn.add(homeserver);
    const finished = all.every((one) => kept.erasedOn.has(one));
    if (finished) this.#kept.delete(id);
    return Promise.resolve({ finished });
  }

  feedback(tokenHash: Buffer, answers: FeedbackRequest, now: number): Promise<boolean> {
    const hash = tokenHash.toString("hex");
    if ((this.due.get(hash) ?? 0) <= now) return Promise.resolve(false);
    this.due.delete(hash);
    this.answers.push({ day: dayOf(now), given: answers });
    return Promise.resolve(true);
  }

  feedbackGiven(now: number): ReturnType<ConversationStore["feedbackGiven"]> {
    const over = this.answers.filter(({ day }) => day < dayOf(now));
    const all = FEEDBACK_QUESTIONS.flatMap((question) =>
      FEEDBACK_ANSWERS.map((answer) => ({
        ...{ question, answer },
        count: over.filter(({ given }) => given[question] === answer).length,
      })),
    );
    return Promise.resolve(all.filter(({ count }) => count > 0));
  }

  counts(): ReturnType<ConversationStore["counts"]> {
    const phases: Record<string, number> = {};
    const victims = [...this.#kept.values()].filter(({ conversation }) => !conversation.training);
    for (const { conversation } of victims)
      phases[conversation.state.phase] = (phases[conversation.state.phase] ?? 0) + 1;
    return Promise.resolve({ phases, queue: this.#ready().filter(({ training }) => !training).length, closed: {} });
  }

  onChange(id: ConversationId, then: (phase: Conversation["phase"] | "unknown") => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(then));
    return () => listeners.delete(then);
  }

  onQueue(): () => void {
    return () => undefined;
  }
}

function newSigns(at: number): Signs {
  return { heardAt: at, hungUpAt: null, page: "shown" };
}

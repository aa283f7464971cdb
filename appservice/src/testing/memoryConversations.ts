/** Conversations in memory, for tests: passes the suite that the PostgreSQL store passes. Keeps the jobs and audit lines it is given. */
import type { Signs } from "../domain/signs.ts";
import type { ConversationId, RoomId } from "@abri/contract";
import { inOrder, type Officer, type Offer, type Queued, queuedOf } from "../domain/choose.ts";
import { namedOfficers, type Conversation } from "../domain/conversation.ts";
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
    { id, victim, number, situation, urgency, language, at, keyHash }: NewConversation,
    roomId: RoomId | null,
  ): Kept {
    const state = { phase: "opening", since: at } as const;
    const texts = { number, situation, urgency, language };
    const conversation = { id, victim, roomId, ...texts, state, version: 0, ...newSigns(at) };
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

  #write(kept: Kept, { state, urgency, answeredAt, audit, jobs }: Change): void {
    const { id, version } = kept.conversation;
    if (answeredAt !== undefined) this.#answered.push(answeredAt);
    kept.conversation = {
      ...kept.conversation,
      state,
      urgency: urgency ?? kept.conversation.urgency,
      version: version + 1,
    };
    this.jobs.push(...jobs);
    this.audit.push(...audit);
    if (state.phase === "closed")
      for (const [hash, session] of this.#sessions) if (session.id === id) this.#sessions.delete(hash);
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

  inRoom(roomId: RoomId): Promise<StoredConversation | null> {
    const kept = [...this.#kept.values()].find((one) => one.conversation.roomId === roomId);
    return Promise.resolve(kept?.conversation ?? null);
  }

  view(id: ConversationId): Promise<View | null> {
    const conversation = this.#kept.get(id)?.conversation;
    if (conversation === undefined) return Promise.resolve(null);
    const { state } = conversation;
    const queue = inOrder(this.#ready());
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
    const queue = [...this.#kept.values()].flatMap(({ conversation }) => {
      const { state, heardAt } = conversation;
      const isAbsent = state.phase === "waiting" && (state.absentSince ?? -1) >= heardAt;
      return isAbsent ? [] : (queuedOf(conversation) ?? []);
    });
    let made = 0;
    for (const offer of offers(inOrder(queue), this.#loaded()))
      await this.change(offer.conversation, (conversation) => {
        const change = decide(conversation, offer);
        if (change !== null) made += 1;
        return change;
      });
    return { made, queue };
  }

  #loaded(): Officer[] {
    const named = [...this.#kept.values()].flatMap((kept) => namedOfficers(kept.conversation.state));
    return this.officers.map((officer) => ({
      ...officer,
      load: named.filter((userId) => userId === officer.userId).length,
    }));
  }

  deskNow(now: number): Promise<DeskNow> {
    const onDuty = this.#loaded().filter((officer) => officer.onDuty && officer.attested);
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

  counts(): ReturnType<ConversationStore["counts"]> {
    const phases: Record<string, number> = {};
    for (const { conversation } of this.#kept.values())
      phases[conversation.state.phase] = (phases[conversation.state.phase] ?? 0) + 1;
    return Promise.resolve({ phases, queue: this.#ready().length, closed: {} });
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

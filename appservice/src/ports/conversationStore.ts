/**
 * Where conversations are kept. Every change is one transaction that holds the conversation's row, and commits the state, the
 * audit lines and the jobs together, or nothing of them. Whoever waits for a change is woken in every process.
 */
import type {
  CloseReason,
  ConversationId,
  Corps,
  DeviceId,
  EventId,
  FeedbackAnswer,
  FeedbackQuestion,
  FeedbackRequest,
  Language,
  RoomId,
  StatedSituation,
  Urgency,
  UserId,
} from "@abri/contract";
import type { Classification } from "@abri/contract/officers";
import type { Offer, Officer, Queued } from "../domain/choose.ts";
import type { Conversation } from "../domain/conversation.ts";
import type { Signs } from "../domain/signs.ts";
import type { DeskNow } from "../domain/estimate.ts";
import type { JobRequest } from "./jobs.ts";
import type { Newcomer, PreparedRoom } from "./preparedStore.ts";

/** What the page has asked for. */
export interface Start {
  /** SHA-256 of the idempotency key. */
  readonly keyHash: Buffer;
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly language: Language;
  /** An exercise: marked wherever officers see it, and left out of every figure. */
  readonly training: boolean;
  readonly at: number;
}

export type NewConversation = Newcomer & Start;

/** How a start takes a room that was made in advance. */
export interface Taking {
  /** Only what was begun at this time or later. */
  readonly since: number;
  /** `null`: this one is of no use. */
  readonly session: (prepared: PreparedRoom) => NewSession | null;
  readonly decide: (conversation: StoredConversation) => Change;
}

export interface StoredConversation extends Signs {
  readonly id: ConversationId;
  readonly victim: UserId;
  readonly roomId: RoomId | null;
  readonly number: string;
  readonly situation: StatedSituation;
  readonly urgency: Urgency;
  readonly language: Language;
  readonly training: boolean;
  /** When an officer last said that it is a grave danger; `null`: none has. */
  readonly graveAt: number | null;
  readonly patrol: Patrol | null;
  /** When an officer has said what it was; `null`: none has. */
  readonly classifiedAt: number | null;
  /** `null`: no officer has asked for private notes. */
  readonly notes: NotesThread | null;
  readonly state: Conversation;
  /** Grows by one with each change. */
  readonly version: number;
}

/** That a patrol is to be sent: who said so and when, and since when the operations room knows. */
interface Patrol {
  readonly by: UserId;
  readonly at: number;
  readonly toldAt: number | null;
}

/** Where officers write down what the next one needs to know. */
interface NotesThread {
  /** The thread's first event, in the officers' room. */
  readonly root: EventId;
  /** All of it, as it was found when it began to be erased: what is redacted is found no more. */
  readonly events: readonly EventId[];
}

export interface AuditLine {
  /** An officer's user ID, `desk` or `victim`. */
  readonly who: string;
  readonly what: string;
}

export interface Change {
  readonly state: Conversation;
  /** Only when it changes. */
  readonly urgency?: Urgency;
  /** Only when an officer says that it is a grave danger. */
  readonly graveAt?: number;
  readonly patrol?: Patrol;
  readonly notes?: NotesThread;
  /** Only when an officer has come: what the wait of others is estimated from. */
  readonly answeredAt?: number;
  /** What an officer says of it, when it ends or afterwards. */
  readonly classified?: { readonly classification: Classification; readonly at: number };
  readonly audit: readonly AuditLine[];
  readonly jobs: readonly JobRequest[];
}

export interface StoredSession {
  readonly conversation: StoredConversation;
  readonly deviceId: DeviceId;
  /** The victim's Matrix access token, sealed under the session token. */
  readonly sealedAccessToken: Buffer;
  /** Coming back was asked for. */
  readonly returning: boolean;
}

export interface NewSession {
  /** SHA-256 of the session token. */
  readonly tokenHash: Buffer;
  readonly deviceId: DeviceId;
  readonly sealedAccessToken: Buffer;
}

export interface OfficerNumber {
  readonly userId: UserId;
  readonly corps: Corps;
  readonly number: number;
}

export interface View {
  readonly conversation: StoredConversation;
  /** 1 for the first of those who wait and are ready; exercises count for nobody but exercises. */
  readonly position: number;
  /** Of the officers whom the state names. */
  readonly officers: readonly OfficerNumber[];
}

/** How often one question was answered so. */
export interface FeedbackCount {
  readonly question: FeedbackQuestion;
  readonly answer: FeedbackAnswer;
  readonly count: number;
}

export interface ConversationStore {
  /** Stores a conversation in `opening` with its first jobs; when the key is known, changes nothing and returns the one it started. */
  begin(conversation: NewConversation, jobs: readonly JobRequest[]): Promise<StoredConversation>;
  /**
   * The same with a room made in advance, all in one transaction: it is taken, the conversation is called what it is called, and room and
   * session come to be with the change that `decide` makes. One room a key. `null`: none can be taken.
   */
  beginPrepared(start: Start, taking: Taking): Promise<StoredConversation | null>;
  /** True for one caller at a time: it may make user and room until `until`. Only in `opening`. */
  lease(id: ConversationId, now: number, until: number): Promise<boolean>;
  /** Room and session come to be in one transaction with the change that `decide` makes. */
  open(
    id: ConversationId,
    roomId: RoomId,
    session: NewSession,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null>;
  /** `null` from `decide` changes nothing. Resolves with the conversation as it is afterwards; `null` when there is none. */
  change(
    id: ConversationId,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null>;
  read(id: ConversationId): Promise<StoredConversation | null>;
  /** All that are open and not closed, in the order of the queue. */
  living(): Promise<readonly StoredConversation[]>;
  /** Closed, had this officer to its end, and nobody has said yet what it was; the oldest first. What is being erased is none of them. */
  unclassified(officer: UserId): Promise<readonly StoredConversation[]>;
  /** Whatever phase it is in. */
  inRoom(roomId: RoomId): Promise<StoredConversation | null>;
  /** Whose thread of notes begins with this event, whatever phase it is in. */
  ofNotes(root: EventId): Promise<StoredConversation | null>;
  view(id: ConversationId): Promise<View | null>;
  /** What an estimate of the wait can rest on: officers, and what was answered in the hour before `now`. */
  deskNow(now: number): Promise<DeskNow>;
  /** `null` also when the conversation is closed: its session went in the transaction that closed it. */
  session(tokenHash: Buffer): Promise<StoredSession | null>;
  /** The page was heard of. True when it had been taken as absent, or the officers had been told that it is silent. */
  heard(id: ConversationId, now: number): Promise<boolean>;
  /** The page has said how it is, and was heard of; what is `closed` stays so. `null`: there is no such living conversation. */
  page(id: ConversationId, page: Signs["page"], now: number): Promise<StoredConversation | null>;
  /** The page has ended the requests that it held open; means nothing if it was heard of after `since`. */
  hungUp(id: ConversationId, since: number, now: number): Promise<StoredConversation | null>;
  /** One at a time in the whole system: offers over one snapshot of queue and roster. `made`: how many, without exercises. */
  match(
    offers: (queue: readonly Queued[], officers: readonly Officer[]) => readonly Offer[],
    decide: (conversation: StoredConversation, offer: Offer) => Change | null,
  ): Promise<{ readonly made: number; readonly queue: readonly Queued[] }>;
  /**
   * This homeserver holds nothing more of it. When the last of `all` has said so the conversation, and all that this database
   * knows of it, is gone; a line without any ID stays for the statistics, but for an exercise.
   */
  erasedOn(id: ConversationId, homeserver: string, all: readonly string[]): Promise<{ readonly finished: boolean }>;
  /**
   * Keeps what was answered, without whose it is. False: nothing is due from this token: it never was one of a conversation that an officer
   * answered, it has answered, its conversation was left in an emergency, or too long ago.
   */
  feedback(tokenHash: Buffer, answers: FeedbackRequest, now: number): Promise<boolean>;
  /** What was answered on days (UTC) that are over at `now`: the count of a day that goes on would tell when somebody answered, and so who. */
  feedbackGiven(now: number): Promise<readonly FeedbackCount[]>;
  /** Of victims; exercises are left out. */
  counts(): Promise<{
    readonly phases: Readonly<Record<string, number>>;
    readonly queue: number;
    readonly closed: Readonly<Partial<Record<CloseReason, number>>>;
  }>;
}

/** Wakes those who wait. In-process and across processes alike. */
export interface Changes {
  /** Calls `then` at each change of this conversation, with the phase it has now; returns how to stop. */
  onChange(id: ConversationId, then: (phase: Conversation["phase"] | "unknown") => void): () => void;
  /** Calls `then` when places in the queue have moved: at most every other second. */
  onQueue(then: () => void): () => void;
}

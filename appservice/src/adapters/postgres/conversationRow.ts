/** A row of `conversations`, read and written: the one place that knows how a change is stored. */
import { ConversationId, EventId, Language, RoomId, StatedSituation, Urgency, UserId } from "@abri/contract";
import { Wanted } from "@abri/contract/officers";
import { z } from "zod";
import { rank } from "../../domain/choose.ts";
import { namedOfficers, type Conversation } from "../../domain/conversation.ts";
import { OBSERVED_MS } from "../../domain/estimate.ts";
import type { AuditLine, Change, StoredConversation } from "../../ports/conversationStore.ts";
import { addJobs } from "./addJobs.ts";
import { endSession } from "./feedback.ts";
import { notify } from "./notifications.ts";
import type { Client } from "./pool.ts";

const inHand = (which: string): string =>
  `(select count(*) from conversations where phase in ('offered', 'active') and ${which} and named @> array[o.user_id])`;
/** How many conversations an officer `o` has in hand, without exercises. */
export const LOAD = inHand("not training");
/** The same of exercises. */
export const TRAINING_LOAD = inHand("training");

export const COLUMNS = `c.id, c.victim, c.room_id as "roomId", c.number, c.situation, c.urgency, c.language, c.training, c.grave_at as "graveAt", c.patrol, c.classified_at as "classifiedAt", c.notes, c.state, c.version,
  c.heard_at as "heardAt", c.hung_up_at as "hungUpAt", c.page, c.audit_ref as "auditRef"`;

const at = z.int().nullable();
const before = z.array(UserId).exactOptional();
const Handover = z.object({
  by: UserId,
  from: UserId.nullable(),
  wanted: Wanted,
  since: z.int(),
  asked: z.array(UserId),
  lastAskedAt: at,
  offer: z
    .object({ officer: UserId, at: z.int(), deadline: z.int(), invited: z.boolean(), lent: z.boolean() })
    .nullable(),
});
/** The states as they were written by this program: the shape is checked, so that a migration that was forgotten is noticed. */
const State = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("opening"), since: z.int() }),
  z.object({
    phase: z.literal("waiting"),
    readySince: at,
    asked: z.array(UserId),
    lastAskedAt: at,
    absentSince: at,
    before,
  }),
  z.object({
    phase: z.literal("offered"),
    readySince: z.int(),
    asked: z.array(UserId),
    before,
    officer: UserId,
    offeredAt: z.int(),
    deadline: z.int(),
    invited: z.boolean(),
  }),
  z.object({
    phase: z.literal("active"),
    readySince: z.int(),
    officers: z.tuple([UserId], UserId),
    page: z.enum(["here", "away", "lost", "closed"]).default("here"),
    handover: Handover.exactOptional(),
    relief: z.object({ officer: UserId, at: z.int() }).exactOptional(),
    handedOver: z
      .object({ outcome: z.enum(["done", "declined", "timed out", "nobody", "cancelled", "page absent"]), at: z.int() })
      .exactOptional(),
  }),
  z.object({
    phase: z.literal("closed"),
    reason: z.enum(["victim", "emergency", "officer", "idle", "unanswered", "failed"]),
    at: z.int(),
    before,
    erasing: z.literal(true).exactOptional(),
  }),
  z.object({ phase: z.literal("erased") }),
]) satisfies z.ZodType<Conversation>;

const Row = z.object({
  id: ConversationId,
  victim: UserId,
  roomId: RoomId.nullable(),
  number: z.string(),
  situation: StatedSituation,
  urgency: Urgency,
  language: Language,
  training: z.boolean(),
  graveAt: at,
  patrol: z.object({ by: UserId, at: z.int(), toldAt: at }).nullable(),
  classifiedAt: at,
  notes: z.object({ root: EventId, events: z.array(EventId).readonly() }).nullable(),
  state: State,
  version: z.int(),
  heardAt: z.int(),
  hungUpAt: z.int().nullable(),
  page: z.enum(["shown", "hidden", "closed"]),
  auditRef: z.string(),
});
export type ConversationRow = z.infer<typeof Row>;

export function parseRow(row: unknown): ConversationRow {
  return Row.parse(row);
}

/** What the rest of the program sees of it. */
export function stored(row: ConversationRow): StoredConversation {
  const { auditRef: _, ...rest } = row;
  return rest;
}

/** Locks the row until the transaction ends. */
export async function lock(client: Client, id: ConversationId): Promise<ConversationRow | null> {
  const { rows } = await client.query(`select ${COLUMNS} from conversations c where id = $1 for no key update`, [id]);
  return rows[0] === undefined ? null : parseRow(rows[0]);
}

/** Writes a change of a locked row. A conversation that is closed has no session from this very transaction on. */
export async function write(client: Client, row: ConversationRow, change: Change): Promise<ConversationRow> {
  const after: ConversationRow = {
    ...row,
    state: State.parse(change.state),
    urgency: change.urgency ?? row.urgency,
    graveAt: change.graveAt ?? row.graveAt,
    patrol: change.patrol ?? row.patrol,
    classifiedAt: change.classified?.at ?? row.classifiedAt,
    notes: change.notes ?? row.notes,
    version: row.version + 1,
  };
  await client.query(
    "update conversations set state = $2, named = $3, version = $4, urgency = $5, grave_at = $6, patrol = $7 where id = $1",
    [
      ...[row.id, JSON.stringify(change.state), namedOfficers(change.state), after.version, after.urgency],
      ...[after.graveAt, after.patrol === null ? null : JSON.stringify(after.patrol)],
    ],
  );
  if (change.classified !== undefined)
    await client.query("update conversations set classification = $2, classified_at = $3 where id = $1", [
      row.id,
      JSON.stringify(change.classified.classification),
      change.classified.at,
    ]);
  if (change.notes !== undefined)
    await client.query("update conversations set notes = $2 where id = $1", [row.id, JSON.stringify(change.notes)]);
  if (change.answeredAt !== undefined && !row.training) await rememberAnswer(client, change.answeredAt);
  if (change.state.phase === "closed") await endSession(client, row, change.state);
  await writeAudit(client, row.auditRef, change.audit, row.training);
  await addJobs(client, change.jobs);
  await notify(client, row.id, change.state.phase, queues(row) !== queues(after));
  return after;
}

/** @param training of an exercise: to be left out of whatever is counted */
export async function writeAudit(
  client: Client,
  ref: string | null,
  lines: readonly AuditLine[],
  training = false,
): Promise<void> {
  for (const { who, what } of lines)
    await client.query("insert into audit (ref, who, what, training) values ($1, $2, $3, $4)", [
      ...[ref, who, what, training],
    ]);
}

async function rememberAnswer(client: Client, at: number): Promise<void> {
  await client.query("delete from answered where at <= $1", [at - OBSERVED_MS]);
  await client.query("insert into answered (at) values ($1)", [at]);
}

/** The place in the queue, if it has one. */
function queues(row: ConversationRow): string | null {
  const { state } = row;
  return state.phase === "waiting" && state.readySince !== null ? `${rank(row)} ${state.readySince}` : null;
}

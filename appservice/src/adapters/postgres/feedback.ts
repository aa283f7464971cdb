/** From whom an answer is due, and what was answered, in PostgreSQL: the two are never in one row. */
import type { FeedbackRequest } from "@abri/contract";
import { type ClosedState, dayOf, feedbackUntil } from "../../domain/feedback.ts";
import type { FeedbackCount, StoredConversation } from "../../ports/conversationStore.ts";
import type { Client, Pool } from "./pool.ts";

type Before = Pick<StoredConversation, "id" | "state" | "training">;

/** The session of a conversation that has closed is over; of its token at most a hash is left, and nothing beside it. */
export async function endSession(client: Client, before: Before, closed: ClosedState): Promise<void> {
  const { rows } = await client.query<{ tokenHash: Buffer }>(
    `delete from sessions where conversation_id = $1 returning token_hash as "tokenHash"`,
    [before.id],
  );
  // Also what was due from the same token before: whoever came back with it and left in an emergency is asked nothing more. Ends at the same
  // time do not wait for one another over what is too old.
  await client.query(
    `delete from feedback_due where token_hash = any($2)
       or token_hash in (select token_hash from feedback_due where until <= $1 for update skip locked)`,
    [closed.at, rows.map(({ tokenHash }) => tokenHash)],
  );
  const until = feedbackUntil(before, closed);
  if (until === null) return;
  for (const { tokenHash } of rows)
    await client.query("insert into feedback_due (token_hash, until) values ($1, $2)", [tokenHash, until]);
}

/** False: nothing is due from this token, or no longer. */
export async function insertFeedback(
  client: Client,
  tokenHash: Buffer,
  { heard, helped, knows }: FeedbackRequest,
  now: number,
): Promise<boolean> {
  const { rowCount } = await client.query("delete from feedback_due where token_hash = $1 and until > $2", [
    tokenHash,
    now,
  ]);
  if (rowCount !== 1) return false;
  await client.query("insert into feedback (day, heard, helped, knows) values ($1, $2, $3, $4)", [
    ...[dayOf(now), heard, helped, knows],
  ]);
  return true;
}

export async function feedbackBefore(pool: Pick<Pool, "query">, now: number): Promise<readonly FeedbackCount[]> {
  const { rows } = await pool.query<FeedbackCount>(
    `select question, answer, count(*) as count
       from feedback, lateral (values ('heard', heard), ('helped', helped), ('knows', knows)) as given (question, answer)
       where day < $1 and answer is not null group by question, answer`,
    [dayOf(now)],
  );
  return rows;
}

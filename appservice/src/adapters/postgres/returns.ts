/** Who may come back, in PostgreSQL. */
import { timingSafeEqual } from "node:crypto";
import { type ConversationId, DeviceId, Language } from "@abri/contract";
import { z } from "zod";
import type { Change, NewSession, StoredConversation } from "../../ports/conversationStore.ts";
import type { ReturnAttempt, ReturnKeys, ReturnStore } from "../../ports/returnStore.ts";
import { COLUMNS, lock, parseRow, stored, write } from "./conversationRow.ts";
import { transaction, type Pool } from "./pool.ts";
import { insertSession } from "./sessions.ts";

const Found = z.object({ proofHash: z.instanceof(Buffer), attempt: z.int(), language: Language });
const NOBODYS = Buffer.alloc(32);

export class PostgresReturns implements ReturnStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async allow(id: ConversationId, { lookupHash, proofHash }: ReturnKeys): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const row = await lock(client, id);
      if (row === null || row.state.phase === "closed") return false;
      const { rowCount: taken } = await client.query(
        "select 1 from returns where lookup_hash = $1 and conversation_id <> $2",
        [lookupHash, id],
      );
      if (taken !== 0) return false;
      await client.query(
        `insert into returns (conversation_id, lookup_hash, proof_hash) values ($1, $2, $3)
         on conflict (conversation_id) do update set lookup_hash = excluded.lookup_hash, proof_hash = excluded.proof_hash`,
        [id, lookupHash, proofHash],
      );
      return true;
    });
  }

  async attempt({ lookupHash, proofHash }: ReturnKeys): Promise<ReturnAttempt | null> {
    const { rows } = await this.#pool.query(
      `select ${COLUMNS}, r.proof_hash as "proofHash", r.attempt
       from returns r join conversations c on c.id = r.conversation_id where r.lookup_hash = $1`,
      [lookupHash],
    );
    const found = rows[0] === undefined ? null : Found.parse(rows[0]);
    if (!timingSafeEqual(found?.proofHash ?? NOBODYS, proofHash) || found === null) return null;
    const conversation = stored(parseRow(rows[0]));
    const { rows: counted } = await this.#pool.query<{ attempt: number }>(
      "update returns set attempt = attempt + 1 where conversation_id = $1 returning attempt",
      [conversation.id],
    );
    const attempt = counted[0]?.attempt;
    return attempt === undefined ? null : { conversation, language: found.language, attempt };
  }

  async replace(
    { conversation: { id }, attempt }: ReturnAttempt,
    session: NewSession,
    now: number,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<{ conversation: StoredConversation; before: DeviceId | null } | null> {
    return transaction(this.#pool, async (client) => {
      const row = await lock(client, id);
      const { rowCount: newest } = await client.query(
        "select 1 from returns where conversation_id = $1 and attempt = $2",
        [id, attempt],
      );
      const change = row === null || newest !== 1 ? null : decide({ ...stored(row), heardAt: now });
      if (row === null || change === null) return null;
      const { rows } = await client.query<{ device_id: string }>(
        `with gone as (delete from sessions where conversation_id = $1 returning token_hash, device_id),
           remembered as (insert into replaced_sessions (token_hash, conversation_id)
             select token_hash, $1 from gone where token_hash <> $2)
         select device_id from gone`,
        [id, session.tokenHash],
      );
      await client.query("delete from replaced_sessions where token_hash = $1", [session.tokenHash]);
      await insertSession(client, id, session);
      await client.query("update conversations set heard_at = greatest(heard_at, $2), page = 'shown' where id = $1", [
        id,
        now,
      ]);
      const after = await write(client, { ...row, heardAt: Math.max(row.heardAt, now) }, change);
      const before = rows[0] === undefined ? null : DeviceId.parse(rows[0].device_id);
      return { conversation: stored(after), before };
    });
  }

  async isReplaced(tokenHash: Buffer): Promise<boolean> {
    const { rowCount } = await this.#pool.query("select 1 from replaced_sessions where token_hash = $1", [tokenHash]);
    return rowCount === 1;
  }
}

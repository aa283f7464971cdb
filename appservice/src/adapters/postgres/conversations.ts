/** Conversations in PostgreSQL. */
import {
  type ConversationId,
  Corps,
  DeviceId,
  type EventId,
  type FeedbackRequest,
  type RoomId,
  UserId,
} from "@abri/contract";
import { z } from "zod";
import { type DeskNow, OBSERVED_MS } from "../../domain/estimate.ts";
import { lastOfferAt } from "../../domain/conversation.ts";
import { inOrder, type Offer, type Officer, type Queued, queuedOf } from "../../domain/choose.ts";
import type { Signs } from "../../domain/signs.ts";
import type {
  Change,
  ConversationStore,
  NewConversation,
  NewSession,
  OfficerNumber,
  Start,
  StoredConversation,
  StoredSession,
  Taking,
  View,
} from "../../ports/conversationStore.ts";
import { type JobRequest, jobKey } from "../../ports/jobs.ts";
import { addJobs } from "./addJobs.ts";
import {
  COLUMNS,
  type ConversationRow,
  LOAD,
  lock,
  parseRow,
  stored,
  TRAINING_LOAD,
  write,
  writeAudit,
} from "./conversationRow.ts";
import { feedbackBefore, insertFeedback } from "./feedback.ts";
import { transaction, type Client, type Pool } from "./pool.ts";
import { takePrepared } from "./prepared.ts";
import { insertSession } from "./sessions.ts";

/** Any numbers that nothing else locks. */
const MATCH_LOCK = 3_620_002;

const SessionRow = z.object({
  deviceId: DeviceId,
  sealedAccessToken: z.instanceof(Buffer),
  returning: z.boolean(),
});
const OfficerRow = z.object({
  userId: UserId,
  corps: Corps,
  onDuty: z.boolean(),
  onBreak: z.boolean(),
  attested: z.boolean(),
  capacity: z.int(),
  skills: z.array(z.string()),
  load: z.int(),
  trainingLoad: z.int(),
  lastAskedAt: z.int().nullable(),
});

export class PostgresConversations implements ConversationStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async begin(conversation: NewConversation, jobs: readonly JobRequest[]): Promise<StoredConversation> {
    return transaction(this.#pool, async (client) => {
      const begun = await insert(client, conversation, null);
      if (begun !== null) await addJobs(client, jobs);
      return stored(begun ?? (await ofKey(client, conversation.keyHash)));
    });
  }

  async beginPrepared(start: Start, { since, session, decide }: Taking): Promise<StoredConversation | null> {
    return transaction(this.#pool, async (client) => {
      await client.query("savepoint untaken");
      const taken = await takePrepared(client, since, session);
      if (taken === null) return null;
      const { prepared, used } = taken;
      const begun = await insert(client, { ...start, ...prepared }, prepared.roomId);
      if (begun === null) {
        // Another start with this key came first: the room stays for the next one.
        await client.query("rollback to savepoint untaken");
        return stored(await ofKey(client, start.keyHash));
      }
      await insertSession(client, begun.id, used);
      return stored(await write(client, begun, decide(stored(begun))));
    });
  }

  async lease(id: ConversationId, now: number, until: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "update conversations set lease_until = $3 where id = $1 and phase = 'opening' and lease_until <= $2",
      [id, now, until],
    );
    return rowCount === 1;
  }

  async open(
    id: ConversationId,
    roomId: RoomId,
    session: NewSession,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null> {
    return transaction(this.#pool, async (client) => {
      const row = await lock(client, id);
      if (row === null) return null;
      // Also when it was closed meanwhile: what is to be erased must be known.
      await client.query("update conversations set room_id = $2 where id = $1 and room_id is null", [id, roomId]);
      const change = decide({ ...stored(row), roomId });
      if (change === null) return stored(row);
      await insertSession(client, id, session);
      return stored(await write(client, { ...row, roomId }, change));
    });
  }

  async change(
    id: ConversationId,
    decide: (conversation: StoredConversation) => Change | null,
  ): Promise<StoredConversation | null> {
    return transaction(this.#pool, async (client) => {
      const row = await lock(client, id);
      if (row === null) return null;
      const change = decide(stored(row));
      return stored(change === null ? row : await write(client, row, change));
    });
  }

  async read(id: ConversationId): Promise<StoredConversation | null> {
    const { rows } = await this.#pool.query(`select ${COLUMNS} from conversations c where id = $1`, [id]);
    return rows[0] === undefined ? null : stored(parseRow(rows[0]));
  }

  async living(): Promise<readonly StoredConversation[]> {
    const { rows } = await this.#pool.query(
      `select ${COLUMNS} from conversations c where phase not in ('opening', 'closed') order by rank, ready_since nulls last, id`,
    );
    return rows.map((row) => stored(parseRow(row)));
  }

  async unclassified(officer: UserId): Promise<readonly StoredConversation[]> {
    const { rows } = await this.#pool.query(
      `select ${COLUMNS} from conversations c where phase = 'closed' and classified_at is null and state -> 'before' ? $1 and not state ? 'erasing'
       order by (state ->> 'at')::bigint, id`,
      [officer],
    );
    return rows.map((row) => stored(parseRow(row)));
  }

  async inRoom(roomId: RoomId): Promise<StoredConversation | null> {
    const { rows } = await this.#pool.query(`select ${COLUMNS} from conversations c where room_id = $1`, [roomId]);
    return rows[0] === undefined ? null : stored(parseRow(rows[0]));
  }

  async ofNotes(root: EventId): Promise<StoredConversation | null> {
    const { rows } = await this.#pool.query(`select ${COLUMNS} from conversations c where notes ->> 'root' = $1`, [
      root,
    ]);
    return rows[0] === undefined ? null : stored(parseRow(rows[0]));
  }

  async view(id: ConversationId): Promise<View | null> {
    const { rows } = await this.#pool.query<{ before: number; officers: OfficerNumber[] | null }>(
      `select ${COLUMNS},
         (select count(*) from conversations o where c.phase = 'waiting' and o.phase = 'waiting' and o.ready_since is not null and (c.training or not o.training)
           and (c.ready_since is null or (o.rank, o.ready_since, o.id) < (c.rank, c.ready_since, c.id))) as before,
         (select json_agg(json_build_object('userId', user_id, 'corps', corps, 'number', number))
           from officers where user_id = any(c.named)) as officers
       from conversations c where c.id = $1`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) return null;
    return { conversation: stored(parseRow(row)), position: row.before + 1, officers: row.officers ?? [] };
  }

  async deskNow(now: number): Promise<DeskNow> {
    const { rows } = await this.#pool.query<DeskNow>(
      `select count(*) > 0 as "someoneOnDuty", coalesce(sum(greatest(capacity - ${LOAD}, 0)), 0)::int as "freePlaces",
         (select count(*) from answered where at > $1) as answered
       from officers o where member and on_duty and not on_break and attested`,
      [now - OBSERVED_MS],
    );
    return rows[0] ?? { someoneOnDuty: false, freePlaces: 0, answered: 0 };
  }

  async session(tokenHash: Buffer): Promise<StoredSession | null> {
    const { rows } = await this.#pool.query(
      `select ${COLUMNS}, s.device_id as "deviceId", s.sealed_access_token as "sealedAccessToken",
         exists (select 1 from returns r where r.conversation_id = c.id) as returning
       from sessions s join conversations c on c.id = s.conversation_id where s.token_hash = $1`,
      [tokenHash],
    );
    if (rows[0] === undefined) return null;
    return { conversation: stored(parseRow(rows[0])), ...SessionRow.parse(rows[0]) };
  }

  async heard(id: ConversationId, now: number): Promise<boolean> {
    const { rows } = await this.#pool.query<{ absent: boolean }>(
      `update conversations c set heard_at = greatest(c.heard_at, $2) from conversations before
       where c.id = $1 and before.id = c.id and c.phase <> 'closed'
       returning coalesce((c.state ->> 'absentSince')::bigint >= before.heard_at, false)
         or coalesce(c.state ->> 'page', 'here') <> 'here' as absent`,
      [id, now],
    );
    return rows[0]?.absent ?? false;
  }

  async page(id: ConversationId, page: Signs["page"], now: number): Promise<StoredConversation | null> {
    const { rows } = await this.#pool.query(
      `update conversations c set heard_at = greatest(heard_at, $3),
         page = case when page = 'closed' then page else $2 end
       where id = $1 and phase <> 'closed' returning ${COLUMNS}`,
      [id, page, now],
    );
    return rows[0] === undefined ? null : stored(parseRow(rows[0]));
  }

  async hungUp(id: ConversationId, since: number, now: number): Promise<StoredConversation | null> {
    const { rows } = await this.#pool.query(
      `update conversations c set hung_up_at = $3
       where id = $1 and phase <> 'closed' and heard_at <= $2 returning ${COLUMNS}`,
      [id, since, now],
    );
    return rows[0] === undefined ? null : stored(parseRow(rows[0]));
  }

  async match(
    offers: (queue: readonly Queued[], officers: readonly Officer[]) => readonly Offer[],
    decide: (conversation: StoredConversation, offer: Offer) => Change | null,
  ): Promise<{ made: number; queue: readonly Queued[] }> {
    return transaction(this.#pool, async (client) => {
      await client.query("select pg_advisory_xact_lock($1)", [MATCH_LOCK]);
      const queue = await readQueue(client);
      let made = 0;
      for (const offer of offers(queue, await readOfficers(client))) {
        const row = await lock(client, offer.conversation);
        const change = row === null ? null : decide(stored(row), offer);
        if (row === null || change === null) continue;
        await write(client, row, change);
        await client.query("update officers set last_asked_at = $2 where user_id = $1", [
          offer.officer,
          lastOfferAt(change.state),
        ]);
        if (!row.training) made += 1;
      }
      return { made, queue };
    });
  }

  async erasedOn(id: ConversationId, homeserver: string, all: readonly string[]): Promise<{ finished: boolean }> {
    return transaction(this.#pool, async (client) => {
      const row = await lock(client, id);
      if (row?.state.phase !== "closed") return { finished: false };
      const { rows } = await client.query<{ erasedOn: string[] }>(
        `update conversations set erased_on = (select array_agg(distinct one) from unnest(erased_on || $2::text) one)
         where id = $1 returning erased_on as "erasedOn"`,
        [id, homeserver],
      );
      if (!all.every((one) => rows[0]?.erasedOn.includes(one))) return { finished: false };
      await writeAudit(client, row.auditRef, [{ who: "desk", what: "erased" }], row.training);
      await client.query(
        `insert into statistics (day, situation, language, reason, classification, wrap_up_seconds)
         select current_date, situation, language, $2, classification, greatest(classified_at - (state ->> 'at')::bigint, 0) / 1000 from conversations where id = $1 and not training`,
        [id, row.state.reason],
      );
      for (const task of ["tick", "dismiss", "notes"] as const)
        await client.query("select 1 from graphile_worker.remove_job($1)", [jobKey({ task, conversation: id })]);
      // The session and the inbox go with it.
      await client.query("delete from conversations where id = $1", [id]);
      return { finished: true };
    });
  }

  feedback(tokenHash: Buffer, answers: FeedbackRequest, now: number): Promise<boolean> {
    return transaction(this.#pool, (client) => insertFeedback(client, tokenHash, answers, now));
  }

  feedbackGiven(now: number): ReturnType<ConversationStore["feedbackGiven"]> {
    return feedbackBefore(this.#pool, now);
  }

  async counts(): ReturnType<ConversationStore["counts"]> {
    const phases = await this.#pool.query<{ phase: string; n: number }>(
      "select phase, count(*) as n from conversations where not training group by phase",
    );
    const queue = await this.#pool.query<{ n: number }>(
      "select count(*) as n from conversations where phase = 'waiting' and ready_since is not null and not training",
    );
    const closed = await this.#pool.query<{ reason: string; n: number }>(
      `select reason, count(*) as n from (select reason from statistics
         union all select state ->> 'reason' from conversations where phase = 'closed' and not training) all_of_them group by reason`,
    );
    return {
      phases: Object.fromEntries(phases.rows.map(({ phase, n }) => [phase, n])),
      queue: queue.rows[0]?.n ?? 0,
      closed: Object.fromEntries(closed.rows.map(({ reason, n }) => [reason, n])),
    };
  }
}

/** In `opening`; `null` when the key is known: then nothing is changed. Waits for another transaction that is storing the same key. */
async function insert(
  client: Client,
  { id, keyHash, victim, number, situation, urgency, language, training, at }: NewConversation,
  roomId: RoomId | null,
): Promise<ConversationRow | null> {
  const { rows } = await client.query(
    `insert into conversations as c (id, key_hash, victim, number, situation, urgency, language, state, created_at, heard_at, room_id, training)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11) on conflict (key_hash) do nothing returning ${COLUMNS}`,
    [
      ...[id, keyHash, victim, number, situation, urgency, language],
      ...[JSON.stringify({ phase: "opening", since: at }), at, roomId, training],
    ],
  );
  return rows[0] === undefined ? null : parseRow(rows[0]);
}

async function ofKey(client: Client, keyHash: Buffer): Promise<ConversationRow> {
  const { rows } = await client.query(`select ${COLUMNS} from conversations c where key_hash = $1`, [keyHash]);
  return parseRow(rows[0]);
}

/** Those who wait, are ready, and whose page has been heard of since it last let an offer lapse; and the handovers. */
async function readQueue(client: Client): Promise<readonly Queued[]> {
  const { rows } = await client.query(
    `select ${COLUMNS} from conversations c where phase = 'waiting' and ready_since is not null
         and coalesce((state ->> 'absentSince')::bigint, -1) < heard_at
       or phase = 'active' and state #> '{handover,offer}' = 'null'`,
  );
  return inOrder(rows.flatMap((raw) => queuedOf(parseRow(raw)) ?? []));
}

async function readOfficers(client: Client): Promise<Officer[]> {
  const { rows } = await client.query(
    `select user_id as "userId", corps, member and on_duty as "onDuty", on_break as "onBreak", attested, capacity, skills, last_asked_at as "lastAskedAt",
       ${LOAD} as load, ${TRAINING_LOAD} as "trainingLoad"
     from officers o where member and on_duty`,
  );
  return rows.map((row) => OfficerRow.parse(row));
}

/** The roster in PostgreSQL: what the Permanence rooms said when they were last read. */
import { Corps, UserId } from "@abri/contract";
import { z } from "zod";
import type { OfficerNumber } from "../../ports/conversationStore.ts";
import type { RosterEntry, RosterOfficer, RosterStore } from "../../ports/rosterStore.ts";
import { addJobs } from "./addJobs.ts";
import { LOAD, writeAudit } from "./conversationRow.ts";
import { transaction, type Pool } from "./pool.ts";

const NUMBERS_LOCK = 3_620_003;
const Numbered = z.object({ userId: UserId, corps: Corps, number: z.int() });
const Listed = Numbered.extend({
  onDuty: z.boolean(),
  onBreak: z.boolean(),
  attested: z.boolean(),
  supervisor: z.boolean(),
  capacity: z.int(),
  skills: z.array(z.string()),
  load: z.int(),
}) satisfies z.ZodType<RosterOfficer>;

export class PostgresRoster implements RosterStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async put({ userId, corps, member, duty, supervisor }: RosterEntry): Promise<OfficerNumber> {
    return transaction(this.#pool, async (client) => {
      await client.query("select pg_advisory_xact_lock($1)", [NUMBERS_LOCK]);
      const onDuty = duty?.on ?? false;
      const before = await client.query<{ onDuty: boolean }>(
        `select member and on_duty as "onDuty" from officers where user_id = $1`,
        [userId],
      );
      const { rows } = await client.query(
        `insert into officers (user_id, corps, number, member, on_duty, capacity, skills, on_break, supervisor)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from officers where corps = $2), $3, $4, $5, $6, $7, $8)
         on conflict (user_id) do update
           set member = excluded.member, on_duty = excluded.on_duty, capacity = excluded.capacity, skills = excluded.skills,
             on_break = excluded.on_break, supervisor = excluded.supervisor
         returning user_id as "userId", corps, number`,
        [userId, corps, member, onDuty, duty?.capacity ?? 1, duty?.skills ?? [], duty?.break ?? false, supervisor],
      );
      if ((before.rows[0]?.onDuty ?? false) !== (member && onDuty))
        await writeAudit(client, null, [{ who: userId, what: member && onDuty ? "on duty" : "off duty" }]);
      await addJobs(client, [{ job: { task: "match" } }]);
      return Numbered.parse(rows[0]);
    });
  }

  async keepOnly(corps: Corps, members: readonly UserId[]): Promise<void> {
    await this.#pool.query("update officers set member = false where corps = $1 and user_id <> all($2)", [
      corps,
      members,
    ]);
  }

  async everybody(): Promise<readonly RosterOfficer[]> {
    const { rows } = await this.#pool.query(
      `select user_id as "userId", corps, number, on_duty as "onDuty", on_duty and on_break as "onBreak", attested, supervisor, capacity, skills,
         ${LOAD} as load
       from officers o where member order by corps, number`,
    );
    return rows.map((row) => Listed.parse(row));
  }

  async unchecked(before: number): Promise<readonly UserId[]> {
    const { rows } = await this.#pool.query<{ userId: string }>(
      `select user_id as "userId" from officers where member and on_duty and attested_at < $1`,
      [before],
    );
    return rows.map((row) => UserId.parse(row.userId));
  }

  async unreachable(userId: UserId, at: number): Promise<void> {
    await this.#pool.query("update officers set attested = false, attested_at = $2 where user_id = $1", [userId, at]);
  }

  async attested(userId: UserId, attested: boolean, at: number): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ news: boolean }>(
        `update officers o set attested = $2, attested_at = $3 from officers before
         where o.user_id = $1 and before.user_id = o.user_id
         returning before.attested_at = 0 or before.attested <> $2 as news`,
        [userId, attested, at],
      );
      const news = rows[0]?.news ?? false;
      if (news) await writeAudit(client, null, [{ who: userId, what: attested ? "attested" : "not attested" }]);
      return news;
    });
  }
}

/** The inbox in PostgreSQL. */
import { EventId, RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { Change, StoredConversation } from "../../ports/conversationStore.ts";
import type { InboxStore, MemberEvent } from "../../ports/inboxStore.ts";
import type { JobRequest } from "../../ports/jobs.ts";
import { addJobs } from "./addJobs.ts";
import { COLUMNS, parseRow, stored, write } from "./conversationRow.ts";
import { transaction, type Pool } from "./pool.ts";

const Stored = z.object({
  eventId: EventId,
  roomId: RoomId,
  sender: UserId,
  member: UserId,
  membership: z.enum(["invite", "join", "leave", "ban", "knock"]),
}) satisfies z.ZodType<MemberEvent>;

export class PostgresInbox implements InboxStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async receive(events: readonly MemberEvent[], jobs: readonly JobRequest[]): Promise<number> {
    if (events.length === 0 && jobs.length === 0) return 0;
    return transaction(this.#pool, async (client) => {
      const rooms = new Set<RoomId>();
      let fresh = 0;
      for (const event of events) {
        const { rowCount } = await client.query(
          `insert into inbox (event_id, room_id, event)
           select $1, $2, $3 where exists (select 1 from conversations where room_id = $2) on conflict (event_id) do nothing`,
          [event.eventId, event.roomId, JSON.stringify(event)],
        );
        if (rowCount !== 1) continue;
        fresh += 1;
        rooms.add(event.roomId);
      }
      await addJobs(client, [...[...rooms].map((room): JobRequest => ({ job: { task: "inbox", room } })), ...jobs]);
      return fresh;
    });
  }

  async process(
    roomId: RoomId,
    decide: (conversation: StoredConversation, event: MemberEvent) => Change | null,
  ): Promise<number> {
    return transaction(this.#pool, async (client) => {
      const found = await client.query(`select ${COLUMNS} from conversations c where room_id = $1 for no key update`, [
        roomId,
      ]);
      if (found.rows[0] === undefined) return 0;
      let row = parseRow(found.rows[0]);
      const { rows } = await client.query<{ seq: number; event: unknown }>(
        "select seq, event from inbox where room_id = $1 and event is not null order by seq",
        [roomId],
      );
      for (const { seq, event } of rows) {
        const change = decide(stored(row), Stored.parse(event));
        if (change !== null) row = await write(client, row, change);
        await client.query("update inbox set event = null where seq = $1", [seq]);
      }
      return rows.length;
    });
  }
}

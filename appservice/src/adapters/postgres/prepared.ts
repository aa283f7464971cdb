/** Users and rooms made in advance, in PostgreSQL. */
import { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { Made, Newcomer, PreparedRoom, PreparedStep, PreparedStore } from "../../ports/preparedStore.ts";
import { transaction, type Client, type Pool } from "./pool.ts";

const STEP_LOCK = 3_620_004;
const COLUMNS = `id, victim, number, room_id as "roomId", device_id as "deviceId", sealed_access_token as "sealedAccessToken"`;

const Row = z.object({ id: ConversationId, victim: UserId, number: z.string(), roomId: RoomId.nullable() });
const MadeRow = Row.extend({ roomId: RoomId, deviceId: DeviceId, sealedAccessToken: z.instanceof(Buffer) });

/**
 * Takes the oldest that is not too old, in the caller's transaction; parallel ones each take another. One of which `use` can make nothing
 * (it was sealed under another secret) is given up, and the next one is looked at.
 */
export async function takePrepared<T>(
  client: Client,
  since: number,
  use: (prepared: PreparedRoom) => T | null,
): Promise<{ readonly prepared: PreparedRoom; readonly used: T } | null> {
  for (;;) {
    const { rows } = await client.query(
      `select ${COLUMNS} from prepared where room_id is not null and not leaving and begun_at >= $1
       order by begun_at limit 1 for update skip locked`,
      [since],
    );
    if (rows[0] === undefined) return null;
    const prepared = MadeRow.parse(rows[0]);
    const used = use(prepared);
    if (used !== null) {
      await client.query("delete from prepared where id = $1", [prepared.id]);
      return { prepared, used };
    }
    await client.query("update prepared set leaving = true where id = $1", [prepared.id]);
  }
}

export class PostgresPrepared implements PreparedStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async next({ id, victim, number }: Newcomer, at: number, size: number, since: number): Promise<PreparedStep> {
    return transaction(this.#pool, async (client) => {
      await client.query("select pg_advisory_xact_lock($1)", [STEP_LOCK]);
      // One that a start is taking just now is left to it.
      await client.query(
        `update prepared set leaving = true where id in (select id from prepared
           where not leaving and (begun_at < $1 or id not in (select id from prepared where not leaving order by begun_at desc limit $2))
           for update skip locked)`,
        [since, size],
      );
      const { rows } = await client.query<{ leaving: boolean }>(
        `select ${COLUMNS}, leaving from prepared where leaving or room_id is null order by leaving desc, begun_at limit 1`,
      );
      if (rows[0] !== undefined) {
        const { roomId, ...room } = Row.parse(rows[0]);
        return rows[0].leaving ? { do: "erase", room: { ...room, roomId } } : { do: "make", room };
      }
      const there = await client.query<{ n: number; oldest: number | null }>(
        "select count(*) as n, min(begun_at) as oldest from prepared",
      );
      const { n, oldest } = there.rows[0] ?? { n: 0, oldest: null };
      if (n >= size) return { do: "rest", oldest };
      await client.query("insert into prepared (id, victim, number, begun_at) values ($1, $2, $3, $4)", [
        ...[id, victim, number, at],
      ]);
      return { do: "make", room: { id, victim, number } };
    });
  }

  async made(id: ConversationId, { roomId, deviceId, sealedAccessToken }: Made): Promise<void> {
    await this.#pool.query(
      "update prepared set room_id = $2, device_id = $3, sealed_access_token = $4 where id = $1 and room_id is null",
      [id, roomId, deviceId, sealedAccessToken],
    );
  }

  async erased(id: ConversationId): Promise<void> {
    await this.#pool.query("delete from prepared where id = $1 and leaving", [id]);
  }

  async count(): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>(
      "select count(*) as n from prepared where room_id is not null and not leaving",
    );
    return rows[0]?.n ?? 0;
  }
}

/** The widgets' sessions in PostgreSQL: hashes only. */
import { RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { OfficerSession, OfficerSessions } from "../../ports/officerSessions.ts";
import type { Pool } from "./pool.ts";

const Session = z.object({ userId: UserId, roomId: RoomId, expiresAt: z.int() }) satisfies z.ZodType<OfficerSession>;

export class PostgresOfficerSessions implements OfficerSessions {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async begin(openIdHash: Buffer, tokenHash: Buffer, session: OfficerSession, now: number): Promise<boolean> {
    await this.#pool.query("delete from officer_sessions where expires_at <= $1", [now]);
    const { rowCount } = await this.#pool.query(
      `insert into officer_sessions (token_hash, open_id_hash, user_id, room_id, expires_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [tokenHash, openIdHash, session.userId, session.roomId, session.expiresAt],
    );
    return rowCount === 1;
  }

  async find(tokenHash: Buffer, now: number): Promise<OfficerSession | null> {
    const { rows } = await this.#pool.query(
      `select user_id as "userId", room_id as "roomId", expires_at as "expiresAt" from officer_sessions
       where token_hash = $1 and expires_at > $2`,
      [tokenHash, now],
    );
    return rows[0] === undefined ? null : Session.parse(rows[0]);
  }
}

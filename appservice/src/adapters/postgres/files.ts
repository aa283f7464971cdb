/** The files of conversations in PostgreSQL; they go with the conversation's row. */
import type { ConversationId } from "@abri/contract";
import type { FileStore, MediaFile } from "../../ports/fileStore.ts";
import type { Pool } from "./pool.ts";

const COLUMN = { upload: "uploads", download: "downloads" } as const;

export class PostgresFiles implements FileStore {
  readonly #pool: Pool;
  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async takeTurn(id: ConversationId, what: "upload" | "download", limit: number): Promise<boolean> {
    const column = COLUMN[what];
    const { rowCount } = await this.#pool.query(
      `insert into file_turns as t (conversation_id, ${column}) select $1, 1 where $2 > 0
       on conflict (conversation_id) do update set ${column} = t.${column} + 1 where t.${column} < $2`,
      [id, limit],
    );
    return rowCount === 1;
  }

  async remember(id: ConversationId, { serverName, mediaId }: MediaFile): Promise<void> {
    await this.#pool.query(
      "insert into files (conversation_id, server_name, media_id) values ($1, $2, $3) on conflict do nothing",
      [id, serverName, mediaId],
    );
  }

  async has(id: ConversationId, { serverName, mediaId }: MediaFile): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "select 1 from files where conversation_id = $1 and server_name = $2 and media_id = $3",
      [id, serverName, mediaId],
    );
    return rowCount === 1;
  }

  async of(id: ConversationId): Promise<readonly MediaFile[]> {
    const { rows } = await this.#pool.query<MediaFile>(
      `select server_name as "serverName", media_id as "mediaId" from files where conversation_id = $1`,
      [id],
    );
    return rows;
  }
}

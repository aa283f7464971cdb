/** Where a word could have been left: every database dumped in full, every log, every recorded HTTP body. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { databaseOf } from "./databases.ts";
import { encodingsFoundIn } from "./encodings.ts";

export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Finding {
  readonly word: string | Buffer;
  readonly place: string;
  readonly encodings: readonly string[];
}

/** Every row of every table of every database, as text (bytea in hexadecimal), one place per table. */
export async function dumpDatabases(superuserUrl: string): Promise<Place[]> {
  const names = await query<{ datname: string }>(superuserUrl, "SELECT datname FROM pg_database WHERE datallowconn");
  const places: Place[] = [];
  for (const { datname } of names) {
    const client = await databaseOf({ postgres: superuserUrl }, datname);
    try {
      // Column by column: a row as text would escape what stands in it once more, and hide it from the search.
      const tables = await client.query<{ name: string; columns: string }>(
        `SELECT format('%I.%I', table_schema, table_name) AS name, string_agg(format('%I::text', column_name), ', ') AS columns
         FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
         GROUP BY table_schema, table_name`,
      );
      for (const { name, columns } of tables.rows) {
        const { rows } = await client.query<{ row: string }>(
          `SELECT concat_ws(E'\\n', ${columns}) AS row FROM ${name}`,
        );
        places.push({ name: `${datname}: ${name}`, bytes: Buffer.from(rows.map(({ row }) => row).join("\n")) });
      }
    } finally {
      await client.end();
    }
  }
  return places;
}

/** Every file below a folder, read whole. One that is deleted meanwhile is not there. */
export async function filesBelow(folder: string): Promise<Place[]> {
  const names = await readdir(folder, { recursive: true });
  const places: Place[] = [];
  for (const name of names) {
    const path = join(folder, name);
    try {
      if ((await stat(path)).isFile()) places.push({ name: path, bytes: await readFile(path) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return places;
}

export function search(places: readonly Place[], words: readonly (string | Buffer)[]): Finding[] {
  return places.flatMap((place) =>
    words
      .map((word) => ({ word, place: place.name, encodings: encodingsFoundIn(place.bytes, word) }))
      .filter(({ encodings }) => encodings.length > 0),
  );
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

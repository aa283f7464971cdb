/** Brings the database to the newest schema: numbered files, each in one transaction, one process at a time. */
import { readdir, readFile } from "node:fs/promises";
import { runMigrations } from "graphile-worker";
import type { Log } from "../../ports/log.ts";
import { silentWorkerLogger } from "./workerLogger.ts";
import { transaction, type Pool } from "./pool.ts";

const FOLDER = new URL("./migrations/", import.meta.url);
/** Any number that nothing else locks. */
const LOCK = 3_620_001;

export async function migrate(pool: Pool, log: Log): Promise<void> {
  // The lock is held on a connection of its own, so that each file can be a transaction.
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await runMigrations({ pgPool: pool, logger: silentWorkerLogger });
    await pool.query(
      "create table if not exists migrations (name text primary key, at timestamptz not null default now())",
    );
    const done = new Set(
      (await pool.query<{ name: string }>("select name from migrations")).rows.map((row) => row.name),
    );
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).sort();
    for (const name of names.filter((one) => !done.has(one))) {
      const sql = await readFile(new URL(name, FOLDER), "utf8");
      await transaction(pool, async (inside) => {
        await inside.query(sql);
        await inside.query("insert into migrations (name) values ($1)", [name]);
      });
      log.info("migrated", { migration: name });
    }
  } finally {
    await client.query("select pg_advisory_unlock($1)", [LOCK]).catch(() => undefined);
    client.release();
  }
}

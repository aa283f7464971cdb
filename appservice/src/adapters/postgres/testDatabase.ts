/** A database of its own for one test file, made from the superuser of the running system, dropped afterwards. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "./migrate.ts";
import { createPool, type Pool } from "./pool.ts";

export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  drop(): Promise<void>;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function createTestDatabase(superuserUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const asSuperuser = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await asSuperuser(`create database ${name}`);
  const url = new URL(superuserUrl);
  url.pathname = `/${name}`;
  const pool = createPool(url.href, 10);
  await migrate(pool, silent);
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await asSuperuser(`drop database ${name} with (force)`);
    },
  };
}

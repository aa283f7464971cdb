/** The connections to PostgreSQL, and what a transaction is. */
import pg from "pg";

export type Pool = pg.Pool;
export type Client = pg.PoolClient;

const INT8 = 20;

/** All our 64-bit integers are times in milliseconds or counts: exact in a JavaScript number. */
const types = new pg.TypeOverrides();
types.setTypeParser(INT8, Number);

export function createPool(connectionString: string, max: number): Pool {
  const pool = new pg.Pool({ connectionString, max, types, application_name: "abri", connectionTimeoutMillis: 10_000 });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Commits what `work` has done, or nothing of it when it throws. */
export async function transaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error("rollback failed");
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

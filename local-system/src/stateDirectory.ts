/**
 * The state directory and its marker, `abri-state.json`. The marker is the first file in it; it says `complete` once a first start has
 * gone through. Server names hold ports, so a directory belongs to one port base.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writeJson } from "./files.ts";
import { STATE_ENTRIES, type StatePaths } from "./layout.ts";
import { StartError } from "./startError.ts";

const VERSION = 1;
const Marker = z.object({ version: z.int(), portBase: z.int(), complete: z.boolean() });

/** What must be there once a first start is complete. */
const NEEDED = ["secrets", "accounts", "certificates", "postgres", "homeservers"] as const;

/**
 * Makes the directory ready for a start; with `reset`, empty. A first start that did not go through has nothing to lose: it is begun
 * anew. Anything else that is wrong is left alone.
 * @throws StartError naming what is wrong and the remedy.
 */
export function openStateDirectory(
  paths: StatePaths,
  portBase: number,
  reset: boolean,
  print: (line: string) => void,
): void {
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  const marker = readJson(paths.marker, Marker);
  const found = readdirSync(paths.home);
  if (marker === null && found.length > 0)
    throw new StartError(
      `${paths.home} is not empty and was not made by \`npm start\`: choose another ABRI_HOME, or empty it.`,
    );
  if (reset || marker?.complete === false) {
    if (!reset) print("The last first start did not go through: beginning anew.");
    for (const entry of STATE_ENTRIES) rmSync(join(paths.home, entry), { recursive: true, force: true });
    begin(paths, portBase);
    return;
  }
  if (marker === null) {
    begin(paths, portBase);
    return;
  }
  if (marker.version !== VERSION)
    throw new StartError(`${paths.home} was made by another version of Abri: \`npm start -- --reset\` begins anew.`);
  if (marker.portBase !== portBase)
    throw new StartError(
      `${paths.home} belongs to ports from ${marker.portBase}, not ${portBase} (homeservers' names hold their port): ` +
        `set ABRI_PORT_BASE=${marker.portBase}, or choose another ABRI_HOME.`,
    );
  const missing = NEEDED.filter((name) => !existsSync(paths[name]));
  if (missing.length > 0)
    throw new StartError(
      `${paths.home} is incomplete (no ${missing.join(", ")}): restore it, or \`npm start -- --reset\` begins anew.`,
    );
}

/** The first start has gone through. */
export function completeStateDirectory(paths: StatePaths, portBase: number): void {
  writeJson(paths.marker, { version: VERSION, portBase, complete: true } satisfies z.infer<typeof Marker>);
}

function begin(paths: StatePaths, portBase: number): void {
  writeJson(paths.marker, { version: VERSION, portBase, complete: false } satisfies z.infer<typeof Marker>);
}

/**
 * One whole system for one run of vitest (integration or end to end), in a state directory of its own, gone afterwards. Tests find it by
 * `inject("endpointsFile")`.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_PORT_BASE, freePortBase, startSystem } from "@abri/local-system";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the endpoints file; read it anew after a process was restarted. */
    endpointsFile: string;
    /** Folder with every HTTP body that the application service has handled (`src/recordBodies.mjs`). */
    bodiesFolder: string;
    /** Where a patrol is told, for a test to listen at, and what signs it, in hexadecimal. */
    operations: { port: number; secret: string };
  }
}

/** Erased as soon as closed. */
const RETENTION_SECONDS = 0;
/** An officer who does not answer is not waited for long; one who answers at once must be in time on a busy machine (measured: 2 to 4 s). */
const OFFER_SECONDS = 12;
/** Enough that some starts find one and some do not. */
const PREPARED_ROOMS = 2;
/** A page that left without its notice is not waited for as long as in earnest, but longer than the minute offline that it must survive. */
const SILENCE_SECONDS = 90;
/** Long enough that an officer's client learns of the devices of whoever was there before, on a slow machine too. */
const RELIEF_SECONDS = 4;
/** Beside the ports of the system itself. */
const OPERATIONS_OFFSET = 7;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "abri-test-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const bodiesFolder = join(folder, "bodies");
  mkdirSync(bodiesFolder);
  try {
    const base = await portBase(process.env);
    const operations = { port: base + OPERATIONS_OFFSET, secret: randomBytes(32).toString("hex") };
    const secretFile = join(folder, "operations-secret");
    writeFileSync(secretFile, operations.secret, { mode: 0o600 });
    const system = await startSystem({
      home: join(folder, "home"),
      portBase: base,
      retentionSeconds: RETENTION_SECONDS,
      offerSeconds: OFFER_SECONDS,
      preparedRooms: PREPARED_ROOMS,
      silenceSeconds: SILENCE_SECONDS,
      reliefSeconds: RELIEF_SECONDS,
      operations: { url: `http://127.0.0.1:${operations.port}/`, secretFile },
      appserviceEnv: {
        NODE_OPTIONS: `--import ${new URL("src/recordBodies.mjs", import.meta.url).href}`,
        ABRI_RECORD_BODIES: join(bodiesFolder, "appservice"),
      },
      print: (line) => console.log(line),
    });
    project.provide("endpointsFile", system.endpointsFile);
    project.provide("bodiesFolder", bodiesFolder);
    project.provide("operations", operations);
    return async () => {
      await system.stop();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** `ABRI_TEST_PORT_BASE`, else the first free range beside the system that `npm start` would start. */
async function portBase(env: NodeJS.ProcessEnv): Promise<number> {
  const given = env["ABRI_TEST_PORT_BASE"];
  if (given !== undefined) return Number(given);
  return freePortBase(Number(env["ABRI_PORT_BASE"] ?? DEFAULT_PORT_BASE) + 1_000);
}

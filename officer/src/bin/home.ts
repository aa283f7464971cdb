/** What both programs share: where the running system is described, and how a program of ours fails. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Endpoints, readEndpointsFile } from "../endpoints.ts";
import { MatrixApiError } from "../matrixApi.ts";
import { sanitise } from "../terminal/sanitise.ts";

/** Something the person can mend; the message is one line, in French. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** `$ABRI_HOME`, by default `.abri/` in the repository. */
function home(): string {
  return resolve(process.env["ABRI_HOME"] ?? join(import.meta.dirname, "../../../.abri"));
}

/** @returns `null` when the system is not running. @throws UsageError when the file is damaged. */
export function findEndpoints(): Endpoints | null {
  const file = join(home(), "endpoints.json");
  if (!existsSync(file)) return null;
  try {
    return readEndpointsFile(file);
  } catch {
    throw new UsageError(`${file} est illisible : arrêtez puis relancez « npm start ».`);
  }
}

/** @throws UsageError */
export function requireEndpoints(): Endpoints {
  const endpoints = findEndpoints();
  if (endpoints === null) {
    throw new UsageError(`Abri ne tourne pas (${join(home(), "endpoints.json")} n'existe pas) : lancez « npm start ».`);
  }
  return endpoints;
}

/** Runs a program; an error becomes one line and a non-zero exit code. */
export async function runProgram(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(describe(error));
    process.exitCode = 1;
  }
}

function describe(error: unknown): string {
  // By name: loading matrix-js-sdk for its error class would take longer than the rest of `npm run attest`.
  const fromSdk = error instanceof Error && error.name === "ConnectionError";
  const unreachable = (error instanceof MatrixApiError && error.status === 0) || fromSdk;
  if (unreachable) return "Le serveur de messagerie ne répond pas : Abri tourne-t-il ?";
  if (error instanceof MatrixApiError) {
    if (error.status === 403) return "Le serveur de messagerie refuse ce compte ou ce mot de passe.";
    return `Le serveur de messagerie a refusé : ${error.status} ${sanitise(error.errcode)}.`;
  }
  return sanitise(error instanceof Error ? error.message : String(error));
}

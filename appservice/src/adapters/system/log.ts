/** The log, as JSON lines on standard output. Only the fields of `LogFields` reach it, whatever a caller hands over. */
import { pino } from "pino";
import type { Log, LogFields } from "../../ports/log.ts";

const FIELDS: Record<keyof LogFields, true> = {
  conversation: true,
  job: true,
  task: true,
  tries: true,
  status: true,
  code: true,
  method: true,
  route: true,
  homeserver: true,
  corps: true,
  port: true,
  count: true,
  ms: true,
  phase: true,
  migration: true,
};

export function createLog(destination?: { write(line: string): void }): Log {
  const options = { base: null, formatters: { level: (label: string) => ({ level: label }) } };
  const logger = destination === undefined ? pino(options) : pino(options, destination);
  return {
    info: (what, fields) => logger.info(allowed(fields), what),
    warn: (what, fields) => logger.warn(allowed(fields), what),
    error: (what, error, fields) => logger.error({ ...allowed(fields), ...described(error) }, what),
  };
}

function allowed(fields: LogFields = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => Object.hasOwn(FIELDS, key)));
}

/** An error's message can quote what must not be written; its name, code and the lines of code it passed cannot. */
function described(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, status, route } = error as { code?: unknown; status?: unknown; route?: unknown };
  return {
    error: error.name,
    ...(typeof code === "string" && { code }),
    ...(typeof status === "number" && { status }),
    ...(typeof route === "string" && { route }),
    at: (error.stack ?? "")
      .split("\n")
      .filter((line) => line.startsWith("    at "))
      .slice(0, 5)
      .map((line) => line.trim().replace(/\(?(file:\/\/)?\/.*\/(?=[^/]+:\d+:\d+\)?$)/, "")),
  };
}

/**
 * `running.json`: which launcher holds this state directory, and what it has started; so that a launcher that was killed (SIGKILL, a
 * power cut) leaves nothing that the next start cannot end.
 */
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { readJson, writeJson } from "./files.ts";
import { startTimeOf } from "./processIdentity.ts";
import { StartError } from "./startError.ts";

const StopSignal = z.enum(["SIGTERM", "SIGINT"]);
export type StopSignal = z.infer<typeof StopSignal>;

const Identity = z.strictObject({ pid: z.int().positive(), startTime: z.string() });
const Started = Identity.extend({ name: z.string(), stopSignal: StopSignal });
const RunRecord = z.strictObject({ launcher: Identity, processes: z.array(Started) });

export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly stopSignal: StopSignal;
}

export function writeRunRecord(path: string, processes: readonly StartedProcess[]): void {
  writeJson(path, {
    launcher: { pid: process.pid, startTime: startTimeOf(process.pid) ?? "" },
    // A process that has ended already needs no ending: its start time cannot be read any more.
    processes: processes.flatMap(({ name, pid, stopSignal }) => {
      const startTime = startTimeOf(pid);
      return startTime === null ? [] : [{ name, pid, startTime, stopSignal }];
    }),
  } satisfies z.infer<typeof RunRecord>);
}

/**
 * Ends what a killed launcher has left, the last started first. Returns the names of what was ended.
 * @throws StartError when that launcher still runs.
 */
export async function endLeftovers(path: string, home: string): Promise<readonly string[]> {
  const record = readJson(path, RunRecord);
  if (record === null) return [];
  if (isRunning(record.launcher) && record.launcher.pid !== process.pid)
    throw new StartError(`${home} is in use by another \`npm start\` (PID ${record.launcher.pid}): stop it first.`);
  const left = record.processes.filter(isRunning).reverse();
  for (const leftover of left) await end(leftover);
  rmSync(path, { force: true });
  return left.map(({ name }) => name);
}

function isRunning({ pid, startTime }: z.infer<typeof Identity>): boolean {
  return startTimeOf(pid) === startTime;
}

async function end(leftover: z.infer<typeof Started>): Promise<void> {
  process.kill(leftover.pid, leftover.stopSignal);
  for (let waited = 0; waited < 15_000; waited += 100) {
    // Not our child: there is no event to wait for.
    await sleep(100);
    if (!isRunning(leftover)) return;
  }
  process.kill(leftover.pid, "SIGKILL");
}

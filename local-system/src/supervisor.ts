/**
 * Owns every process of one system, one instance per `startSystem`. Each process has its own process group, so that Ctrl-C in the
 * terminal reaches the launcher alone, and its own log file.
 *
 *     starting ──ready()──▶ running ──┐
 *        │  a process dies    │  dies  ├─ stop() ─▶ stopped
 *        └──▶ failed          ├▶ restarted, up to 3 times a minute
 *                             └▶ failed
 */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeRunRecord, type StopSignal } from "./runRecord.ts";
import { StartError } from "./startError.ts";

const RESTARTS_PER_MINUTE = 3;
// PostgreSQL writes a checkpoint before it ends: on a busy disk that has taken 13 s.
const STOP_TIMEOUT_MS = 30_000;
const LOG_TAIL_LINES = 12;

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stopSignal: StopSignal;
  /** Lower stages start first and stop last; one stage stops all at once. */
  readonly stage: number;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
}

interface Managed {
  readonly spec: ProcessSpec;
  readonly log: string;
  child: ChildProcess;
  exited: Promise<void>;
  restarts: number[];
}

type Phase = "starting" | "running" | "stopping";

export interface SupervisorOptions {
  readonly logFolder: string;
  readonly runRecordFile: string;
  readonly print: (line: string) => void;
  /** After a restart: the PIDs have changed. */
  readonly onRestart: () => void;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #managed = new Map<string, Managed>();
  readonly #abort = new AbortController();
  readonly #onExit = (): void => this.#killAll();
  #phase: Phase = "starting";
  #stopped: Promise<void> | null = null;
  /** Rejects when a process has died and is not restarted (the owner then calls `stop`), or when the system stops. */
  readonly stopping: Promise<never>;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    mkdirSync(options.logFolder, { recursive: true, mode: 0o700 });
    const { signal } = this.#abort;
    this.stopping = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    this.stopping.catch(() => undefined);
    // The last resort, when the launcher ends without `stop` (an uncaught error).
    process.once("exit", this.#onExit);
  }

  /** Aborted as soon as the system fails or stops: what waits for a process need wait no longer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  logOf(name: string): string {
    return join(this.#options.logFolder, `${name}.log`);
  }

  start(spec: ProcessSpec): void {
    const log = this.logOf(spec.name);
    const managed: Managed = { spec, log, ...this.#spawn(spec, log, "w"), restarts: [] };
    this.#managed.set(spec.name, managed);
    this.#watch(managed);
    this.#record();
  }

  /** From now on a process that dies is restarted. */
  ready(): void {
    if (this.#phase === "starting") this.#phase = "running";
  }

  processes(): RunningProcess[] {
    return [...this.#managed.values()].map(({ spec, log, child }) => ({ name: spec.name, pid: child.pid ?? 0, log }));
  }

  /** Stops everything, once, however often it is called. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  #spawn(spec: ProcessSpec, log: string, flags: "w" | "a"): Pick<Managed, "child" | "exited"> {
    if (this.#phase === "stopping") throw new StartError("the system is stopping");
    const output = openSync(log, flags, 0o600);
    try {
      const child = spawn(spec.command, spec.args, {
        cwd: spec.cwd,
        env: { ...process.env, ...spec.env },
        stdio: ["ignore", output, output],
        detached: true,
      });
      const exited = new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.once("error", () => resolve());
      });
      return { child, exited };
    } finally {
      closeSync(output);
    }
  }

  #watch(managed: Managed): void {
    const { child } = managed;
    void managed.exited.then(() => {
      const how = child.signalCode ?? (child.exitCode === null ? "not started" : `exit code ${child.exitCode}`);
      this.#died(managed, how);
    });
  }

  #died(managed: Managed, how: string): void {
    const { name } = managed.spec;
    switch (this.#phase) {
      case "stopping":
        return;
      case "starting":
        this.#abort.abort(new StartError(`${name} ended while starting (${how}). ${tailOf(managed.log)}`));
        return;
      case "running": {
        const now = Date.now();
        managed.restarts = managed.restarts.filter((at) => at > now - 60_000);
        if (managed.restarts.length >= RESTARTS_PER_MINUTE) {
          const times = managed.restarts.length + 1;
          this.#abort.abort(
            new StartError(`${name} ended ${times} times in a minute (${how}). ${tailOf(managed.log)}`),
          );
          return;
        }
        this.#options.print(`${name} ended (${how}): starting it again.`);
        // A little longer each time: PostgreSQL's children, for one, need a moment to notice that their parent is gone.
        setTimeout(() => this.#restart(managed), 100 + managed.restarts.length * 1_000);
        managed.restarts.push(now);
      }
    }
  }

  #restart(managed: Managed): void {
    if (this.#phase === "stopping") return;
    Object.assign(managed, this.#spawn(managed.spec, managed.log, "a"));
    this.#watch(managed);
    this.#record();
    this.#options.onRestart();
  }

  #record(): void {
    writeRunRecord(
      this.#options.runRecordFile,
      [...this.#managed.values()].flatMap(({ spec, child }) =>
        child.pid === undefined ? [] : [{ name: spec.name, pid: child.pid, stopSignal: spec.stopSignal }],
      ),
    );
  }

  async #stopAll(): Promise<void> {
    this.#phase = "stopping";
    this.#abort.abort(new StartError("the system is stopping"));
    const all = [...this.#managed.values()];
    const stages = [...new Set(all.map(({ spec }) => spec.stage))].sort((a, b) => b - a);
    for (const stage of stages) await Promise.all(all.filter(({ spec }) => spec.stage === stage).map(stopOne));
    process.off("exit", this.#onExit);
  }

  #killAll(): void {
    for (const { child, spec } of this.#managed.values()) if (isAlive(child)) child.kill(spec.stopSignal);
  }
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function stopOne({ child, exited, spec }: Managed): Promise<void> {
  if (!isAlive(child)) return;
  child.kill(spec.stopSignal);
  const forced = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(forced);
}

function tailOf(log: string): string {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
  return `The end of ${log}:\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

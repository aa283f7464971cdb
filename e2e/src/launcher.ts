/** `npm start` as a child process with its own state directory and ports: what a person at a terminal starts, sees and stops. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Endpoints, readEndpoints } from "@abri/local-system";

const root = fileURLToPath(new URL("../../", import.meta.url));
const READY = "Ctrl-C stops.";

export interface LauncherOptions {
  readonly home: string;
  readonly portBase: number;
  readonly args?: readonly string[];
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class Launcher {
  readonly #child: ChildProcess;
  readonly #home: string;
  readonly #ended: Promise<number | null>;
  #output = "";

  private constructor(command: string, args: readonly string[], options: LauncherOptions) {
    this.#home = options.home;
    this.#child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      // Its own session, as in a terminal of its own.
      detached: true,
      env: {
        ...process.env,
        ...options.env,
        ABRI_HOME: options.home,
        ABRI_PORT_BASE: String(options.portBase),
        PATH: options.path ?? process.env["PATH"],
      },
    });
    const keep = (data: Buffer): void => void (this.#output += data.toString());
    this.#child.stdout?.on("data", keep);
    this.#child.stderr?.on("data", keep);
    this.#ended = once(this.#child, "close").then(() => this.#child.exitCode);
  }

  /** Through npm, as the README says. */
  static npm(options: LauncherOptions): Launcher {
    return new Launcher("npm", ["start", "--silent", "--", ...(options.args ?? [])], options);
  }

  /** Without npm: `path` may then lack everything. */
  static direct(options: LauncherOptions): Launcher {
    const bootstrap = `${root}local-system/bootstrap.mjs`;
    return new Launcher(process.execPath, [bootstrap, "start", ...(options.args ?? [])], options);
  }

  /** The first process' PID: npm's, or the launcher's. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves when the endpoints file is there; throws what was printed when it ends before. */
  async ready(): Promise<Endpoints> {
    const printed = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#output.includes(READY)) resolve();
      };
      look();
      this.#child.stdout?.on("data", look);
    });
    const ended = this.#ended.then((code) => {
      throw new Error(`npm start ended (${String(code)}):\n${this.#output}`);
    });
    await Promise.race([printed, ended]);
    return readEndpoints(`${this.#home}/endpoints.json`);
  }

  /** To the first process only. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As Ctrl-C does it: to every process of the terminal. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** Its exit code, `null` when a signal ended it. */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}

/** Whether a process with this PID runs (a zombie that its parent has not yet collected does not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

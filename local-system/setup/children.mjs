/**
 * Runs other programs, one at a time, and passes signals on to the one that runs. The terminal's Ctrl-C reaches the whole group, but
 * `kill -INT` of npm alone reaches only this process.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { say, SetupError } from "./console.mjs";
import { inRoot, root, setupFolder } from "./layout.mjs";

const LOG_TAIL_LINES = 25;
const PROGRESS_EVERY_MS = 10_000;

/** @type {import("node:child_process").ChildProcess | null} */
let current = null;
let stopping = false;

export function passSignalsOn() {
  const stop = (signal) => {
    stopping = true;
    if (current === null) process.exit(130);
    current.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  // npm, or the shell that it runs us in, may be killed without passing the signal on.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined)
    setInterval(() => {
      if (process.ppid !== parent && !stopping) stop("SIGTERM");
    }, 1_000).unref();
}

/** Programs of ours find Node 24 first; npm itself must not run on the Node that it is about to replace. */
export function environment({ ownNode }) {
  const own = inRoot("node_modules/.bin");
  const others = (process.env.PATH ?? "").split(":").filter((folder) => folder !== own);
  return { ...process.env, PATH: (ownNode ? [own, ...others] : others).join(":") };
}

/** Runs in the foreground; answers its exit code. */
export async function runInForeground(command, args, { stdio = "inherit", env = environment({ ownNode: true }) } = {}) {
  const { code } = await run(command, args, { stdio, env });
  return code;
}

/**
 * Runs one step of setting up, its output in a log, its progress on the terminal.
 * @throws SetupError with the end of the log.
 */
export async function runStep(title, logName, command, args, env) {
  mkdirSync(setupFolder, { recursive: true });
  const log = join(setupFolder, logName);
  const output = openSync(log, "w");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`${title} …`);
  const progress = setInterval(() => say(`  … ${seconds()} s`), PROGRESS_EVERY_MS);
  try {
    const { code, error } = await run(command, args, { stdio: ["ignore", output, output], env });
    if (code !== 0) {
      const tail = readFileSync(log, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
      const why = error === undefined ? `exit code ${code}` : error.message;
      throw new SetupError(`${title}: failed (${why}). The end of ${log}:\n    ${tail.join("\n    ")}`);
    }
    say(`  done (${seconds()} s)`);
  } finally {
    clearInterval(progress);
    closeSync(output);
  }
}

function run(command, args, { stdio, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio });
    current = child;
    const end = (code, error) => {
      current = null;
      if (stopping) process.exit(code ?? 130);
      resolve({ code: code ?? 1, error });
    };
    child.once("error", (error) => end(1, error));
    child.once("exit", (code) => end(code));
  });
}

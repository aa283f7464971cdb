/**
 * One setting up at a time in one clone. The lock is flock(2), held by a small Python process that ends with us: the kernel releases it
 * whatever happens, so there is no stale lock to recognise.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { say, SetupError } from "./console.mjs";
import { setupFolder } from "./layout.mjs";

const HOLDER = `
import fcntl, sys
with open(sys.argv[1], "w") as lock:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("waiting", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
`;

/** @param {string} python @param {() => Promise<void>} work */
export async function withLock(python, work) {
  mkdirSync(setupFolder, { recursive: true });
  // Its own process group: Ctrl-C must not end it before us, when what it guards is still being written.
  const holder = spawn(python, ["-c", HOLDER, join(setupFolder, "lock")], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  try {
    await new Promise((resolve, reject) => {
      holder.once("error", reject);
      holder.once("exit", (code) => reject(new SetupError(`the lock in ${setupFolder} cannot be taken (${code}).`)));
      holder.stdout.on("data", (data) => {
        const words = String(data);
        if (words.includes("held")) resolve();
        else if (words.includes("waiting")) say("Another start is setting up in this clone: waiting for it …");
      });
    });
    await work();
  } finally {
    holder.stdin.end();
  }
}

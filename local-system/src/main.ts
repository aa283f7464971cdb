/** `npm start`, once `bootstrap.mjs` has set up what was missing: starts the system and stays in the foreground until it is told to stop. */
import { addressTable } from "./addressTable.ts";
import { optionsFrom } from "./options.ts";
import { StartError } from "./startError.ts";
import { startSystem } from "./startSystem.ts";

const print = (line: string): void => console.log(line);

/** Resolves at the first signal to stop; further ones change nothing. */
function toldToStop(): { promise: Promise<void>; signal: AbortSignal } {
  const controller = new AbortController();
  const promise = new Promise<void>((resolve) => {
    const stop = (why: string): void => {
      if (controller.signal.aborted) return;
      print(`${why}: stopping …`);
      controller.abort();
      resolve();
    };
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => stop(name));
    // bootstrap.mjs holds the other end of this channel: were it killed, nobody else could pass a signal on.
    process.once("disconnect", () => stop("The parent process is gone"));
  });
  return { promise, signal: controller.signal };
}

async function main(told: ReturnType<typeof toldToStop>): Promise<void> {
  const options = optionsFrom(process.env, process.argv.slice(2));
  const started = performance.now();
  const system = await startSystem({ ...options, print, signal: told.signal });
  print(`\nReady in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
  print(addressTable(system.endpoints));
  print(`\nEverything else is in ${system.endpointsFile}. Ctrl-C stops.`);
  try {
    await Promise.race([told.promise, system.failed]);
  } finally {
    await system.stop();
    print("Stopped.");
  }
}

const told = toldToStop();
try {
  await main(told);
} catch (error) {
  if (told.signal.aborted) {
    print("Stopped before it was ready.");
    process.exitCode = 130;
  } else {
    console.error(error instanceof StartError ? `abri: ${error.message}` : error);
    process.exitCode = 1;
  }
}
// An open connection to what has just been stopped must not keep the launcher.
process.exit();

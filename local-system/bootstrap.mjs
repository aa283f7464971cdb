/**
 * `npm start`, `npm test`, `npm run bench` from a fresh clone: sets up what is missing, then hands over to the program itself, on Node 24.
 * Plain JavaScript without dependencies, because this runs before anything is installed, on the Node that happens to be there (≥ 18).
 */
import { runChecks } from "./setup/checks.mjs";
import { ensureChromium } from "./setup/chromium.mjs";
import { environment, passSignalsOn, runInForeground } from "./setup/children.mjs";
import { say, SetupError } from "./setup/console.mjs";
import { inRoot, node } from "./setup/layout.mjs";
import { withLock } from "./setup/lock.mjs";
import { ensureNpmPackages } from "./setup/npmPackages.mjs";
import { findPython } from "./setup/python.mjs";
import { ensureVenv } from "./setup/venv.mjs";
import { ensurePages } from "./setup/pages.mjs";

const COMMANDS = {
  start: (args) =>
    // The channel tells the launcher when this process is gone, however it went.
    runInForeground(node, [inRoot("local-system/src/main.ts"), ...args], {
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    }),
  test: () => runChecks(),
  bench: async (args) => {
    const env = { ...environment({ ownNode: true }), ABRI_CHROMIUM: await ensureChromium() };
    return runInForeground(node, [inRoot("bench/src/main.ts"), ...args], { env });
  },
};

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (command === undefined) throw new SetupError(`unknown command ${name}: ${Object.keys(COMMANDS).join(", ")}.`);
  if (Number.parseInt(process.versions.node, 10) < 18)
    throw new SetupError(`Node 18 or newer is needed; this is ${process.versions.node} (https://nodejs.org).`);
  if (process.platform === "win32") throw new SetupError("Windows is not supported: use WSL.");
  passSignalsOn();
  const python = findPython();
  await withLock(python, async () => {
    await ensureNpmPackages();
    await ensureVenv(python);
    await ensurePages();
  });
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`abri: ${error.message}`);
  process.exitCode = 1;
}

/** A Chromium for the end-to-end tests: one that is here, else Playwright's, else the distribution's. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { environment, runStep } from "./children.mjs";
import { say, SetupError } from "./console.mjs";
import { inRoot, node } from "./layout.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const HOW = "install Chromium, or set ABRI_CHROMIUM to its path";

/** @returns {Promise<string>} its path. @throws SetupError */
export async function ensureChromium() {
  const given = process.env.ABRI_CHROMIUM;
  if (given) {
    if (!runs(given)) throw new SetupError(`ABRI_CHROMIUM=${given} does not run.`);
    return given;
  }
  return installed() ?? (await fromPlaywright()) ?? (await fromDistribution());
}

function installed() {
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, playwrightsPath()].find((path) => existsSync(path) && runs(path));
}

async function fromPlaywright() {
  try {
    const cli = inRoot("node_modules/playwright-core/cli.js");
    const env = environment({ ownNode: true });
    await runStep("Chromium (Playwright's)", "chromium.log", node, [cli, "install", "chromium"], env);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return undefined;
  }
  const path = playwrightsPath();
  // Playwright brings the browser, not the system's libraries that it needs.
  return runs(path) ? path : undefined;
}

async function fromDistribution() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new SetupError(`there is no Chromium: ${HOW}.`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runStep("Package lists", "apt-update.log", "apt-get", ["update"], env);
  const install = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-color-emoji"];
  await runStep("Chromium (the distribution's)", "apt-install.log", "apt-get", install, env);
  const path = installed();
  if (path === undefined) throw new SetupError(`Chromium was installed but does not run: ${HOW}.`);
  return path;
}

function playwrightsPath() {
  const script = 'import { chromium } from "playwright-core"; process.stdout.write(chromium.executablePath());';
  return execFileSync(node, ["--input-type=module", "-e", script], { cwd: inRoot("e2e"), encoding: "utf8" });
}

function runs(path) {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}

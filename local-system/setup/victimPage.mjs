/** Builds the victim page when something that goes into it is newer than the last build. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { environment, runStep } from "./children.mjs";
import { inRoot } from "./layout.mjs";

const BUILT = inRoot("victim-web/dist/index.html");
const SOURCES = ["victim-web", "contract/src", "package-lock.json"];
// The words are read when the application service starts, not built in.
const NOT_SOURCES = new Set(["dist", "node_modules", "content"]);

export async function ensureVictimPage() {
  if (existsSync(BUILT) && SOURCES.every((source) => newestIn(inRoot(source)) <= statSync(BUILT).mtimeMs)) return;
  const build = ["run", "build", "--workspace", "victim-web"];
  await runStep("The victim page", "victim-page.log", "npm", build, environment({ ownNode: true }));
}

function newestIn(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => !NOT_SOURCES.has(name));
  return inside.reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), 0);
}

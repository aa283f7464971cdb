/** Builds the victim page and the officers' widgets when something that goes into them is newer than the last build. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { environment, runStep } from "./children.mjs";
import { inRoot } from "./layout.mjs";

const PAGES = [
  { name: "The victim page", workspace: "victim-web", log: "victim-page.log" },
  { name: "The officers' widgets", workspace: "element-config/widget", log: "widgets.log" },
];
const SHARED = ["contract/src", "package-lock.json"];
// The words are read when the application service starts, not built in.
const NOT_SOURCES = new Set(["dist", "node_modules", "content"]);

export async function ensurePages() {
  for (const { name, workspace, log } of PAGES) {
    const built = inRoot(join(workspace, "dist/index.html"));
    const sources = [workspace, ...SHARED];
    if (existsSync(built) && sources.every((source) => newestIn(inRoot(source)) <= statSync(built).mtimeMs)) continue;
    await runStep(name, log, "npm", ["run", "build", "--workspace", workspace], environment({ ownNode: true }));
  }
}

function newestIn(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).filter((name) => !NOT_SOURCES.has(name));
  return inside.reduce((newest, name) => Math.max(newest, newestIn(join(path, name))), 0);
}

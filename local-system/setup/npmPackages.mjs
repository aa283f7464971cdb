/** The npm packages, exactly as package-lock.json names them. */
import { readFileSync } from "node:fs";
import { environment, runStep } from "./children.mjs";
import { inRoot } from "./layout.mjs";

export async function ensureNpmPackages() {
  if (areInstalled()) return;
  await runStep(
    "npm packages (a minute the first time)",
    "npm.log",
    "npm",
    ["ci", "--no-audit", "--no-fund"],
    environment({ ownNode: false }),
  );
}

/** npm writes down, as its last step, what it has installed. What is optional may be for another platform. */
function areInstalled() {
  const wanted = packagesIn("package-lock.json");
  const installed = packagesIn("node_modules/.package-lock.json");
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.startsWith("node_modules/") || link) return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

function packagesIn(lockFile) {
  try {
    return JSON.parse(readFileSync(inRoot(lockFile), "utf8")).packages;
  } catch {
    return null;
  }
}

/** `npm test`: every check, the quick ones first; the first that fails ends it. */
import { ensureChromium } from "./chromium.mjs";
import { environment, runInForeground } from "./children.mjs";
import { say } from "./console.mjs";

const STATIC = ["typecheck", "lint", "architecture", "deadcode"];
const PROJECTS = ["unit", "integration", "e2e"];

/** @returns {Promise<number>} the exit code. */
export async function runChecks() {
  const chromium = await ensureChromium();
  const env = { ...environment({ ownNode: true }), ABRI_CHROMIUM: chromium };
  const stages = [
    ...STATIC.map((script) => [script, "npm", ["run", "--silent", script]]),
    ...PROJECTS.map((project) => [`tests: ${project}`, "vitest", ["run", "--project", project]]),
  ];
  for (const [name, command, args] of stages) {
    say(`\n── ${name}`);
    const code = await runInForeground(command, args, { env });
    if (code !== 0) {
      say(`── ${name}: failed`);
      return code;
    }
  }
  return 0;
}

/** The Python virtual environment with Synapse, at `.venv` in the repository. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { runStep } from "./children.mjs";
import { inRoot } from "./layout.mjs";

const REQUIREMENTS = inRoot("synapse/requirements.txt");
const PYTHON = inRoot(".venv/bin/python");
/** Written last: a virtual environment without it is half-made and is made again. */
const STAMP = inRoot(".venv/abri-requirements.sha256");

export async function ensureVenv(python) {
  const hash = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  if (existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return;
  rmSync(inRoot(".venv"), { recursive: true, force: true });
  await runStep("Python virtual environment", "venv.log", python, ["-m", "venv", inRoot(".venv")], process.env);
  const install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", REQUIREMENTS];
  await runStep("Synapse (a minute the first time)", "pip.log", PYTHON, install, process.env);
  writeFileSync(STAMP, hash);
}

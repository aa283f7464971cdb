/** Finds Python ≥ 3.10 with its venv module: what this machine must bring, because we cannot install it. */
import { execFileSync } from "node:child_process";
import { SetupError } from "./console.mjs";

const NAMES = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const PROBE = `
import sys
venv = True
try:
    import venv, ensurepip
except ImportError:
    venv = False
print(sys.version_info >= (3, 10), bool(venv), "%d.%d" % sys.version_info[:2])
`;
const HOW = "Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python";

/** @returns {string} the command. @throws SetupError */
export function findPython() {
  let newest = null;
  for (const name of NAMES) {
    const found = probe(name);
    if (found === null) continue;
    if (found.recent && found.venv) return name;
    newest ??= found;
  }
  if (newest === null) throw new SetupError(`Python 3.10 or newer is needed and there is none on PATH (${HOW}).`);
  if (newest.recent) throw new SetupError(`Python ${newest.version} is here without its venv module (${HOW}).`);
  throw new SetupError(`Python 3.10 or newer is needed; there is only ${newest.version} on PATH (${HOW}).`);
}

function probe(name) {
  try {
    const output = execFileSync(name, ["-c", PROBE], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [recent, venv, version] = output.trim().split(" ");
    return { recent: recent === "True", venv: venv === "True", version };
  } catch {
    return null;
  }
}

/** Reads a folder of scenarios: all of them are checked before the first exercise begins. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Scenario } from "./scenario.ts";

/** Something that whoever has written a scenario can mend; one line for each thing, with its file and field. */
class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/** By name: the file's, without `.json`. @throws ScenarioError */
export function readScenarios(folder: string): ReadonlyMap<string, Scenario> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (files.length === 0) throw new ScenarioError(`${folder}: no scenario (a file *.json) is there`);
  const problems: string[] = [];
  const scenarios = new Map<string, Scenario>();
  for (const file of files) {
    const path = join(folder, file);
    const json = parseJson(readFileSync(path, "utf8"));
    if (json === undefined) {
      problems.push(`${path}: not JSON`);
      continue;
    }
    const parsed = Scenario.safeParse(json);
    if (parsed.success) scenarios.set(file.slice(0, -".json".length), parsed.data);
    else
      problems.push(
        ...parsed.error.issues.map(({ path: field, message }) => `${path}: ${field.join(".") || "all"}: ${message}`),
      );
  }
  if (problems.length > 0) throw new ScenarioError(problems.join("\n"));
  return scenarios;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One file of an operator's folder: read, parsed, checked. */
import { readFileSync } from "node:fs";
import type { z } from "zod";
import type { Problems } from "./problems.ts";

/** `null`: it is missing or malformed, and `problems` says how. */
export function readJson<S extends z.ZodType>(file: string, schema: S, problems: Problems): z.output<S> | null {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    problems.add(file, "is missing");
    return null;
  }
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    problems.add(file, `is not JSON (${(error as Error).message.replaceAll("\n", " ")})`);
    return null;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.addIssues(file, parsed.error);
  return null;
}

/** Files of the state directory: written whole or not at all, readable by their owner only. */
import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { z } from "zod";
import { messageOf, StartError } from "./startError.ts";

export function writePrivate(path: string, content: string): void {
  const temporary = `${path}.${randomBytes(4).toString("hex")}`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}

export function writeJson(path: string, value: unknown): void {
  writePrivate(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** `null` when there is no such file. @throws StartError when it is not what the schema says. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new StartError(
      `${path} is damaged (${messageOf(error).split("\n")[0] ?? ""}): \`npm start -- --reset\` begins anew.`,
    );
  }
}

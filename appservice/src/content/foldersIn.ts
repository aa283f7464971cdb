import { readdirSync } from "node:fs";
import { ContentError } from "./problems.ts";

/**
 * The names of the folders in an operator's folder, as the alphabet has them.
 * @param what cannot be used without it: the beginning of a sentence
 * @throws ContentError when there is no such folder
 */
export function foldersIn(root: string, what: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new ContentError(`${what} cannot be used. There is no folder ${root}`);
  }
}

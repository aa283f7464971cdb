/**
 * Results that cost much and depend on nothing but their name, kept between builds in the user's cache folder, where a fresh clone and a
 * second one find them too. Without such a folder each build does all of the work.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const FOLDER = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "abri");

/** @param name says all that `make` depends on */
export async function kept(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const path = join(FOLDER, name);
  try {
    return await readFile(path);
  } catch {
    const made = await make();
    try {
      await mkdir(FOLDER, { recursive: true });
      // Two builds at once: a file is there whole or not at all.
      const part = `${path}.${process.pid}`;
      await writeFile(part, made);
      await rename(part, path);
    } catch {
      // No place for it.
    }
    return made;
  }
}

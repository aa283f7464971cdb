/** Everything that a built page holds, against what the oldest browsers know. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Finding } from "./finding.ts";
import { pageFindings } from "./markup.ts";
import { scriptFindings } from "./scripts.ts";
import { styleFindings } from "./styles.ts";
import { wasmFindings } from "./wasm.ts";

/** @param folder as `vite build` has written it */
export async function newerThanOldest(folder: string): Promise<Finding[]> {
  const files = (await readdir(folder, { recursive: true })).sort();
  const ending = (extension: string): string[] => files.filter((file) => extname(file) === extension);
  const text = (file: string): Promise<string> => readFile(join(folder, file), "utf8");
  const each = async (extension: string, find: (file: string) => Promise<Finding[]>): Promise<Finding[]> =>
    (await Promise.all(ending(extension).map(find))).flat();
  const scripts = await Promise.all(ending(".js").map(async (file) => [file, await text(file)] as const));
  return [
    ...scriptFindings(new Map(scripts)),
    ...(await each(".css", async (file) => styleFindings(file, await text(file)))),
    ...(await each(".html", async (file) => pageFindings(file, await text(file)))),
    ...(await each(".wasm", async (file) => wasmFindings(file, await readFile(join(folder, file))))),
  ];
}

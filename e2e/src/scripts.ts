/** What runs in a page's own thread, and what in its workers'. */
import type { Page } from "playwright-core";
import { type Target, withTargets } from "./targets.ts";

export interface Scripts {
  readonly sources: readonly string[];
  readonly webAssemblies: number;
}

export function scriptsOf(page: Page): Promise<{ page: Scripts; workers: Scripts }> {
  return withTargets(page, async (own, workers) => ({
    page: await scriptsIn([own]),
    workers: await scriptsIn(workers),
  }));
}

async function scriptsIn(targets: readonly Target[]): Promise<Scripts> {
  const sources: string[] = [];
  let webAssemblies = 0;
  for (const { send, on } of targets) {
    const ids: string[] = [];
    on("Debugger.scriptParsed", ({ scriptId, scriptLanguage }: { scriptId: string; scriptLanguage?: string }) => {
      if (scriptLanguage === "WebAssembly") webAssemblies += 1;
      else ids.push(scriptId);
    });
    // Tells of every script that has been parsed so far, and then resolves.
    await send("Debugger.enable");
    for (const scriptId of ids)
      sources.push(((await send("Debugger.getScriptSource", { scriptId })) as { scriptSource: string }).scriptSource);
    await send("Debugger.disable");
  }
  return { sources, webAssemblies };
}

/**
 * A slower CPU for a whole page, its workers included: the debugger slows down the page's own thread and no other. The page's process is stopped for
 * most of each 20 ms, so this is for times that are much longer than that.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";

const PERIOD_MS = 20;

export async function slowedDown<T>(page: Page, times: number, use: () => Promise<T>): Promise<T> {
  const debug = await page.context().browser()?.newBrowserCDPSession();
  if (debug === undefined) throw new Error("a browser that tells nothing of its processes");
  const renderers = async (): Promise<number[]> =>
    (await debug.send("SystemInfo.getProcessInfo")).processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => id);
  const used = new AbortController();
  const slowing = (async () => {
    let pids = await renderers();
    for (let round = 1; !used.signal.aborted; round += 1) {
      for (const pid of pids) tell(pid, "SIGSTOP");
      await sleep(PERIOD_MS * (1 - 1 / times));
      for (const pid of pids) tell(pid, "SIGCONT");
      // A page that is opened may get another process.
      if (round % 10 === 0) pids = await renderers();
      await sleep(PERIOD_MS / times);
    }
  })();
  try {
    return await use();
  } finally {
    used.abort();
    await slowing;
    await debug.detach();
  }
}

function tell(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Its page has been left: the process is gone.
  }
}

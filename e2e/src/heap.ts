/** What a page and its workers still hold in JavaScript's memory. */
import type { Page } from "playwright-core";
import { type Target, withTargets } from "./targets.ts";

/** In how many strings of the heaps, after a garbage collection, `text` stands: in the page's own, and in all of its workers'. */
export function stringsInMemory(page: Page, text: string): Promise<{ page: number; workers: number }> {
  return withTargets(page, async (own, workers) => {
    const found = await Promise.all(workers.map((worker) => stringsIn(worker, text)));
    return { page: await stringsIn(own, text), workers: found.reduce((sum, one) => sum + one, 0) };
  });
}

async function stringsIn({ send, on }: Target, text: string): Promise<number> {
  await send("HeapProfiler.enable");
  await send("HeapProfiler.collectGarbage");
  const chunks: string[] = [];
  on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }: { chunk: string }) => chunks.push(chunk));
  await send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  const snapshot = JSON.parse(chunks.join("")) as { strings: string[] };
  return snapshot.strings.filter((one) => one.includes(text)).length;
}

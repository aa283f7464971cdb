/** What a page still holds in JavaScript's memory. */
import type { Page } from "playwright-core";

/** In how many strings of the page's heap, after a garbage collection, `text` stands. */
export async function stringsInMemory(page: Page, text: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("HeapProfiler.enable");
    await session.send("HeapProfiler.collectGarbage");
    const chunks: string[] = [];
    session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
    await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
    const snapshot = JSON.parse(chunks.join("")) as { strings: string[] };
    return snapshot.strings.filter((one) => one.includes(text)).length;
  } finally {
    await session.detach();
  }
}

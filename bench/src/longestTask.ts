/**
 * The longest task of the page's own thread, from the first screen to a conversation that waits for an officer: for so long at most a press on
 * « Quitter en urgence » waits for its turn. Floor: browsers count no task below 50 ms.
 */
import type { Endpoints } from "@abri/local-system";
import { startConversation, withBrowser, write } from "./browser.ts";

const RUNS = 5;
const COUNTED_FROM_MS = 50;

export async function longestTask(endpoints: Endpoints): Promise<string[]> {
  const lines = [`The longest task of the page's own thread until a conversation waits, the worst of ${RUNS} runs`];
  for (const rate of [1, 4]) {
    const longest = Math.max(...(await tasks(endpoints.victimWeb, rate)));
    const said = longest === 0 ? `none of ${COUNTED_FROM_MS} ms or more` : `${longest.toFixed(0)} ms`;
    lines.push(`  ${`CPU ${rate} × slower:`.padEnd(20)} ${said}`);
  }
  return lines;
}

async function tasks(url: string, rate: number): Promise<number[]> {
  const longest: number[] = [];
  for (let run = 0; run < RUNS; run += 1)
    longest.push(
      await withBrowser(async (page, context) => {
        const devtools = await context.newCDPSession(page);
        await devtools.send("Emulation.setCPUThrottlingRate", { rate });
        await page.goto(url);
        await page.getByRole("button", { name: "Sur les réseaux sociaux" }).waitFor();
        await page.evaluate(() => {
          const seen: number[] = [];
          Object.assign(globalThis, { seen });
          new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({
            type: "longtask",
          });
        });
        await startConversation(page);
        await write(page, "bonjour");
        await page
          .getByRole("status")
          .filter({ hasText: /file|cherchons/i })
          .waitFor({ timeout: 120_000 });
        return page.evaluate(() => Math.max(0, ...(globalThis as unknown as { seen: number[] }).seen));
      }),
    );
  return longest;
}

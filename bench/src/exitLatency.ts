/**
 * From the press on « Quitter en urgence » to an empty screen, and to the neutral page. Floor, in the same run: an empty page with one button that
 * does the same with one line each. The screen is what the compositor has drawn: Chromium's screencast, whose frames carry their time.
 */
import type { Endpoints } from "@abri/local-system";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { startConversation, withBrowser, write } from "./browser.ts";

const RUNS = 20;
const FLOOR = "https://floor.example/";
const NEUTRAL = "https://neutral.example/";
const BARE =
  '<!doctype html><meta name="viewport" content="width=device-width"><body style="background:#246"><button style="width:360px;height:90px">Exit</button>' +
  `<script>document.querySelector("button").onclick=()=>{document.documentElement.hidden=true;location.replace("${NEUTRAL}")}</script>`;

interface Times {
  readonly empty: number[];
  readonly gone: number[];
}
type Prepare = (page: Page, context: BrowserContext, devtools: CDPSession) => Promise<void>;

export async function exitLatency(endpoints: Endpoints): Promise<string[]> {
  const page = endpoints.victimWeb;
  const rows: [string, string, Prepare][] = [
    ["an empty page (the floor)", FLOOR, () => Promise.resolve()],
    ["in a conversation", page, converse],
    ["while encryption starts, CPU 4 × slower", page, encryptionStarts],
    ["offline", page, offline],
  ];
  const lines = [
    `The emergency exit, ${RUNS} runs each: p50 / p95 in ms until the screen is empty; until another page is there`,
  ];
  for (const [name, url, prepare] of rows) {
    const { empty, gone } = await times(url, prepare);
    lines.push(`  ${`${name}:`.padEnd(42)} ${percentiles(empty)}; ${percentiles(gone)}`);
  }
  return [...lines, "  (asked for: empty within 100 ms at p95, another page within 1,000 ms)"];
}

async function times(url: string, prepare: Prepare): Promise<Times> {
  const found: Times = { empty: [], gone: [] };
  for (let run = 0; run < RUNS; run += 1)
    await withBrowser(async (page, context) => {
      // The floor, and whatever page the exit leads to.
      await context.route(
        ({ hostname }) => hostname !== "localhost",
        (route) =>
          route.fulfill({ contentType: "text/html", body: route.request().url() === FLOOR ? BARE : "<p>neutral" }),
      );
      const devtools = await context.newCDPSession(page);
      await page.goto(url);
      await prepare(page, context, devtools);
      const { empty, gone } = await press(page, devtools);
      found.empty.push(empty);
      found.gone.push(gone);
    });
  return found;
}

async function press(page: Page, devtools: CDPSession): Promise<{ empty: number; gone: number }> {
  const box = await page.locator("[data-exit], body > button").first().boundingBox();
  if (box === null) throw new Error("no exit in sight");
  const frames: { at: number; bytes: number }[] = [];
  devtools.on("Page.screencastFrame", ({ data, metadata, sessionId }) => {
    frames.push({ at: (metadata.timestamp ?? 0) * 1000, bytes: data.length });
    void devtools.send("Page.screencastFrameAck", { sessionId });
  });
  await devtools.send("Page.startScreencast", { format: "png", everyNthFrame: 1 });
  while (frames.length === 0) await page.waitForTimeout(20);
  const shown = frames.at(-1)?.bytes ?? 0;
  const left = page.waitForURL(({ hostname, href }) => hostname !== "localhost" && href !== FLOOR, {
    waitUntil: "commit",
  });
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: "left", clickCount: 1 } as const;
  const pressed = Date.now();
  // Not awaited one after the other: a page that is busy answers neither.
  void devtools.send("Input.dispatchMouseEvent", { ...at, type: "mousePressed" }).catch(() => undefined);
  void devtools.send("Input.dispatchMouseEvent", { ...at, type: "mouseReleased" }).catch(() => undefined);
  await left;
  const gone = Date.now() - pressed;
  // A picture without anything in it compresses to a small part of what one with a button does.
  const isEmpty = (frame: { at: number; bytes: number }): boolean => frame.at >= pressed && frame.bytes < shown / 2;
  for (let waited = 0; !frames.some(isEmpty) && waited < 2_000; waited += 20) await page.waitForTimeout(20);
  const first = frames.find(isEmpty);
  return { empty: first === undefined ? gone : first.at - pressed, gone };
}

async function converse(page: Page): Promise<void> {
  await startConversation(page);
  await write(page, "bonjour");
  await page
    .getByRole("status")
    .filter({ hasText: /file|cherchons/i })
    .waitFor();
}

async function offline(page: Page, context: BrowserContext): Promise<void> {
  await converse(page);
  await context.setOffline(true);
}

/** At any moment of it: the moments are spread evenly over the runs' starts by chance. */
async function encryptionStarts(page: Page, _context: BrowserContext, devtools: CDPSession): Promise<void> {
  await page.getByRole("button", { name: "Sur les réseaux sociaux" }).click();
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.getByRole("button", { name: "Démarrer la conversation" }).click();
  await page.waitForTimeout(Math.random() * 2_000);
}

function percentiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  return `${at(0.5)} / ${at(0.95)}`;
}

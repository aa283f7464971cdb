/**
 * From the press on « Quitter en urgence » to an empty screen, and to the neutral page. Floors, in the same run: an empty page with one button that
 * does the same with one line each, on the same CPU. The screen is empty when Chromium presents the picture that the press has led to: its own
 * `EventLatency` trace event (`cc/metrics/event_latency_tracing_recorder.cc`), which needs no pictures to be taken and so slows nothing down.
 */
import type { Endpoints } from "@abri/local-system";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { z } from "zod";
import { startConversation, tap, withBrowser, write } from "./browser.ts";

const RUNS = 20;
const FLOOR = "https://floor.example/";
const NEUTRAL = "https://neutral.example/";
const BARE =
  '<!doctype html><meta name="viewport" content="width=device-width"><body style="background:#246"><button style="width:360px;height:90px">Exit</button>' +
  `<script>document.querySelector("button").onclick=()=>{document.documentElement.hidden=true;location.replace("${NEUTRAL}")}</script>`;

/** By then the servers, which share the machine's cores with the page here, have made the room that the next victim will take. */
const SERVERS_REST_MS = 5_000;

/** The trace's last events are written a little after what they tell of. */
const SETTLED_MS = 200;

/** Of the trace event format; times in µs. */
const TraceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  ts: z.number().default(0),
  id2: z.object({ local: z.string() }).partial().optional(),
  args: z
    .object({
      event_latency: z.object({ event_type: z.string(), surface_frame_trace_id: z.unknown() }).partial(),
    })
    .partial()
    .optional(),
});

interface Times {
  readonly empty: number[];
  readonly gone: number[];
}
type Prepare = (page: Page, context: BrowserContext, devtools: CDPSession) => Promise<void>;

/** What keeps the page's own thread busy as the exit is pressed: tasks of so many ms, one after another. */
interface Busy {
  readonly taskMs: number;
  readonly tasks: number;
}
const LONG_TASKS: Busy = { taskMs: 50, tasks: 200 };
const BLOCKED: Busy = { taskMs: 1_000, tasks: 1 };

export async function exitLatency(endpoints: Endpoints): Promise<string[]> {
  const page = endpoints.victimWeb;
  const rows: [string, string, Prepare, Busy?][] = [
    ["an empty page (the floor)", FLOOR, nothing],
    ["in a conversation", page, converse],
    ["while encryption starts", page, (opened) => encryptionStarts(opened)],
    ["offline", page, offline],
    ["an empty page, busy with tasks of 50 ms (the floor)", FLOOR, nothing, LONG_TASKS],
    ["in a conversation, busy with tasks of 50 ms", page, converse, LONG_TASKS],
    ["an empty page, blocked for 1 s (the floor)", FLOOR, nothing, BLOCKED],
    ["in a conversation, blocked for 1 s", page, converse, BLOCKED],
    ["an empty page, CPU 4 × slower (the floor)", FLOOR, (_page, _context, devtools) => slower(devtools)],
    ["in a conversation, CPU 4 × slower", page, slowly],
    [
      "while encryption starts, CPU 4 × slower",
      page,
      (opened, _context, devtools) => encryptionStarts(opened, devtools),
    ],
  ];
  const lines = [
    `The emergency exit, ${RUNS} runs each: p50 / p95 in ms until the screen is empty; until another page is there`,
  ];
  for (const [name, url, prepare, busy] of rows) {
    const { empty, gone } = await times(url, prepare, busy);
    lines.push(`  ${`${name}:`.padEnd(53)} ${percentiles(empty)}; ${percentiles(gone)}`);
  }
  return [...lines, "  (asked for: empty within 100 ms at p95, another page within 1,000 ms)"];
}

async function times(url: string, prepare: Prepare, busy?: Busy): Promise<Times> {
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
      const browser = context.browser();
      if (browser === null) throw new Error("the browser is gone");
      const { empty, gone } = await press(page, browser, devtools, busy);
      found.empty.push(empty);
      found.gone.push(gone);
    });
  return found;
}

async function press(
  page: Page,
  browser: Browser,
  devtools: CDPSession,
  busy: Busy | undefined,
): Promise<{ empty: number; gone: number }> {
  const box = await page.locator("[data-exit], body > button").first().boundingBox();
  if (box === null) throw new Error("no exit in sight");
  await browser.startTracing(page, { categories: ["input"] });
  const left = page.waitForURL(({ hostname, href }) => hostname !== "localhost" && href !== FLOOR, {
    waitUntil: "commit",
  });
  if (busy !== undefined) await page.evaluate(keepBusy, busy);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: "left", clickCount: 1 } as const;
  const pressed = Date.now();
  // Not awaited one after the other: a page that is busy answers neither.
  void devtools.send("Input.dispatchMouseEvent", { ...at, type: "mousePressed" }).catch(() => undefined);
  void devtools.send("Input.dispatchMouseEvent", { ...at, type: "mouseReleased" }).catch(() => undefined);
  await left;
  const gone = Date.now() - pressed;
  await page.waitForTimeout(SETTLED_MS);
  return { empty: presentedAfter((await browser.stopTracing()).toString()) ?? gone, gone };
}

/** From the button's release to the picture that shows what it did, in ms; `null` when the page was gone before that. */
function presentedAfter(trace: string): number | null {
  const { traceEvents } = z.object({ traceEvents: z.array(TraceEvent) }).parse(JSON.parse(trace));
  const latencies = traceEvents.filter(({ name }) => name === "EventLatency");
  const began = latencies.find(({ ph, args }) => ph === "b" && args?.event_latency?.event_type === "MOUSE_RELEASED");
  if (began === undefined) throw new Error("the press is not in the trace");
  if (began.args?.event_latency?.surface_frame_trace_id === undefined) return null;
  const ended = latencies.find(
    ({ ph, pid, id2, ts }) => ph === "e" && pid === began.pid && id2?.local === began.id2?.local && ts >= began.ts,
  );
  if (ended === undefined) throw new Error("the trace ends too early");
  return (ended.ts - began.ts) / 1000;
}

/** Runs in the page: the first task begins once the caller has been answered. */
function keepBusy({ taskMs, tasks }: Busy): void {
  let left = tasks;
  const task = (): void => {
    const end = performance.now() + taskMs;
    while (performance.now() < end);
    left -= 1;
    if (left > 0) setTimeout(task);
  };
  setTimeout(task);
}

async function nothing(): Promise<void> {
  // The page as it comes.
}

async function converse(page: Page): Promise<void> {
  await startConversation(page);
  await write(page, "bonjour");
  await page
    .getByRole("status")
    .filter({ hasText: /file|cherchons/i })
    .waitFor();
  await page.waitForTimeout(SERVERS_REST_MS);
}

async function offline(page: Page, context: BrowserContext): Promise<void> {
  await converse(page);
  await context.setOffline(true);
}

async function slower(devtools: CDPSession): Promise<void> {
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

async function slowly(page: Page, _context: BrowserContext, devtools: CDPSession): Promise<void> {
  await converse(page);
  await slower(devtools);
}

/** At any moment of it: the moments are spread evenly over the runs' starts by chance. */
async function encryptionStarts(page: Page, devtools?: CDPSession): Promise<void> {
  await tap(page, "Sur les réseaux sociaux");
  if (devtools !== undefined) await slower(devtools);
  await tap(page, "Démarrer la conversation");
  await page.waitForTimeout(Math.random() * 2_000);
}

function percentiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  return `${at(0.5)} / ${at(0.95)}`;
}

/**
 * `npm run screenshots [-- <scene> …]`: every scene of the victim's page, and every state of a conversation (`states`), on a phone and on a
 * desktop, in light and in dark, and the officers' widgets (`widgets`), as it looks on the running system (`$ABRI_HOME/endpoints.json`), into docs/screenshots/.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readEndpoints } from "@abri/local-system";
import { chromium, type Page } from "playwright-core";
import { everyState } from "../states/everyState.ts";
import { FLAGS } from "../victimBrowser.ts";
import { stageOf } from "./demonstration.ts";
import { FOLDER, photograph, SCHEMES, SCREENS } from "./photograph.ts";
import { SCENES } from "./scenes.ts";
import { photographWidgets } from "./widgets.ts";

const STATES = "states";
const WIDGETS = "widgets";
const home = process.env["ABRI_HOME"] ?? new URL("../../../.abri", import.meta.url).pathname;
const endpoints = readEndpoints(join(home, "endpoints.json"));
const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

mkdirSync(FOLDER, { recursive: true });
// Those of Element are taken by hand (`element-config/README.md`).
const own = readdirSync(FOLDER).filter((file) => !file.startsWith("element-"));
if (wanted.length === 0) for (const file of own) rmSync(join(FOLDER, file));
await photographScenes();
if (isWanted(STATES)) await photographStates();
if (isWanted(WIDGETS)) await photographWidgets(endpoints, home);

async function photographScenes(): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
    args: FLAGS,
  });
  for (const [name, scene] of Object.entries(SCENES).filter(([one]) => isWanted(one))) {
    for (const [screen, options] of Object.entries(SCREENS))
      for (const colorScheme of SCHEMES) {
        const context = await browser.newContext({ ...options, colorScheme, locale: "fr-FR", reducedMotion: "reduce" });
        const page = await context.newPage();
        const { whole } = await scene(page, endpoints.victimWeb);
        if (whole) await growToFit(page);
        await photograph(page, `${name}-${screen}-${colorScheme}`);
        await context.close();
      }
    console.log(name);
  }
  await browser.close();
}

async function photographStates(): Promise<void> {
  const { stage, leave } = stageOf(endpoints, home, async (page, state) => {
    for (const [screen, { viewport }] of Object.entries(SCREENS).reverse())
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize(viewport);
        if ((await page.locator(".bounded").count()) === 0) await growToFit(page);
        // On another screen what has the focus may have moved out of sight.
        await page.evaluate(() => document.activeElement?.scrollIntoView({ block: "nearest" }));
        await photograph(page, `conversation-${state}-${screen}-${colorScheme}`);
      }
    console.log(state);
  });
  try {
    await everyState(stage, endpoints.victimWeb);
  } finally {
    await leave();
  }
}

/** As high as the page, so that what sticks to the screen's edges does so at the page's. */
async function growToFit(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.evaluate(() => scrollTo(0, 0));
}

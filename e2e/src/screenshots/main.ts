/**
 * `npm run screenshots [-- <scene> …]`: every scene of the victim's page, on a phone and on a desktop, in light and in dark, as it looks on the
 * running system (`$ABRI_HOME/endpoints.json`), into docs/screenshots/.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Endpoints } from "@abri/local-system";
import { chromium, type Page } from "playwright-core";
import { FLAGS } from "../victimBrowser.ts";
import { SCENES } from "./scenes.ts";

const FOLDER = new URL("../../../docs/screenshots/", import.meta.url).pathname;
const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const;
const SCHEMES = ["light", "dark"] as const;

const home = process.env["ABRI_HOME"] ?? new URL("../../../.abri", import.meta.url).pathname;
const { victimWeb } = Endpoints.parse(JSON.parse(readFileSync(join(home, "endpoints.json"), "utf8")));
const wanted = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
  args: FLAGS,
});
for (const [name, scene] of Object.entries(SCENES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ ...options, colorScheme, locale: "fr-FR", reducedMotion: "reduce" });
      const page = await context.newPage();
      const { whole } = await scene(page, victimWeb);
      const file = `${name}-${screen}-${colorScheme}.png`;
      if (whole) await growToFit(page);
      await page.screenshot({ path: join(FOLDER, file) });
      await context.close();
      console.log(file);
    }
  }
}
await browser.close();

/** As high as the page, so that what sticks to the screen's edges does so at the page's. */
async function growToFit(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height });
  await page.evaluate(() => scrollTo(0, 0));
}

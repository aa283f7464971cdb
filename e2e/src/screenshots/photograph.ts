/** One picture of a page as it stands, as WebP: a tenth of what PNG takes. Playwright makes none, the browser does. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

export const SCREENS = {
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const;
export const SCHEMES = ["light", "dark"] as const;

export const FOLDER = new URL("../../../docs/screenshots/", import.meta.url).pathname;
/** Enough to see how it looks; the whole folder takes a few megabytes. */
const QUALITY = 30;
const WIDEST = 900;

export async function photograph(page: Page, name: string): Promise<void> {
  const camera = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? SCREENS.phone.viewport;
  const clip = { x: 0, y: 0, width, height, scale: Math.min(1, WIDEST / width) };
  const { data } = await camera.send("Page.captureScreenshot", { format: "webp", quality: QUALITY, clip });
  await camera.detach();
  writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, "base64"));
}

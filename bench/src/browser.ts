/** Chromium with an empty profile and cache, for one measurement. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

export async function withBrowser<T>(use: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), "abri-bench-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
    args: FLAGS.split(" "),
    locale: "fr-FR",
    viewport: { width: 360, height: 740 },
  });
  try {
    return await use(context.pages()[0] ?? (await context.newPage()), context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** From the first screen to an open conversation; returns when « Démarrer » has been clicked. */
export async function startConversation(page: Page): Promise<void> {
  await tap(page, "Sur les réseaux sociaux");
  await tap(page, "Démarrer la conversation");
}

export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Votre message" }).fill(text);
  await tap(page, "Envoyer");
}

/** Without playwright's own listeners, which `click` leaves on the window to see what is hit, and which take their time at every press. */
export function tap(page: Page, name: string): Promise<void> {
  return page.getByRole("button", { name }).evaluate((button: HTMLElement) => button.click());
}

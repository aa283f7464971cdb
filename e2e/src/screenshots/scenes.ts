/** What is photographed: each scene brings a new page to a state. Another state of the page is another line here. */
import type { Page } from "playwright-core";
import { SITUATIONS } from "../victimBrowser.ts";

/** `whole`: the page as far as it scrolls, not only what is first seen. */
type Scene = (page: Page, url: string) => Promise<{ readonly whole: boolean }>;

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name }).click();

const entry: Scene = async (page, url) => {
  await page.goto(url);
  await page.getByRole("button", { name: SITUATIONS.home }).waitFor();
  return { whole: true };
};

const situation = async (page: Page, url: string, one: keyof typeof SITUATIONS): Promise<void> => {
  await page.goto(url);
  await press(page, SITUATIONS[one]);
  await page.locator("summary").first().waitFor();
};

export const SCENES: Readonly<Record<string, Scene>> = {
  entry,
  situation: async (page, url) => {
    await situation(page, url, "online");
    return { whole: false };
  },
  "situation-open": async (page, url) => {
    await situation(page, url, "online");
    await page.locator("summary").first().click();
    return { whole: true };
  },
  "situation-easy": async (page, url) => {
    await situation(page, url, "home");
    await press(page, "Facile à lire");
    await page.locator("summary").first().click();
    await page.waitForLoadState("networkidle");
    return { whole: true };
  },
  "situation-adult-witness": async (page, url) => {
    await situation(page, url, "school");
    await press(page, "Je suis adulte");
    await page.getByRole("checkbox", { name: "C'est pour quelqu'un d'autre" }).check();
    await page.locator("summary").first().click();
    return { whole: true };
  },
  honest: async (page, url) => {
    await situation(page, url, "home");
    await page.getByText("En savoir plus").click();
    await page.waitForLoadState("networkidle");
    return { whole: true };
  },
  danger: async (page, url) => {
    await page.goto(url);
    await press(page, "Je suis en danger maintenant");
    await page.getByRole("textbox", { name: "Votre message" }).waitFor();
    return { whole: false };
  },
  unavailable: async (page, url) => {
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    return entry(page, url);
  },
  statement: async (page, url) => {
    await page.goto(url);
    await press(page, "Accessibilité");
    await page.getByRole("heading", { level: 2 }).first().waitFor();
    return { whole: false };
  },
  "entry-easy": async (page, url) => {
    await page.goto(url);
    await press(page, "Facile à lire");
    await page.getByRole("button", { name: "Facile à lire", pressed: true }).waitFor();
    await page.waitForLoadState("networkidle");
    return { whole: true };
  },
  "entry-arabic": async (page, url) => {
    await page.goto(url);
    await page.getByRole("combobox").selectOption("ar");
    await page.locator("html[dir=rtl]").waitFor();
    return { whole: true };
  },
  "no-code": async (page, url) => {
    await page.goto(url);
    const own = await page
      .locator("script[src]")
      .evaluateAll((scripts) => scripts.map((one) => (one as HTMLScriptElement).src));
    await page.route(/\.js$/, (route) => (own.includes(route.request().url()) ? route.continue() : route.abort()));
    await page.reload();
    await page.getByRole("alert").waitFor();
    return { whole: true };
  },
  "no-script": async (page, url) => {
    const debug = await page.context().newCDPSession(page);
    await debug.send("Emulation.setScriptExecutionDisabled", { value: true });
    await page.goto(url);
    await page.getByRole("link", { name: /^17/ }).waitFor();
    return { whole: true };
  },
};

/** What is photographed: each scene brings a new page to a state. Another state of the page is another line here. */
import type { Page } from "playwright-core";
import { SITUATIONS } from "../victimBrowser.ts";

/** `whole`: the page as far as it scrolls, not only what is first seen. */
type Scene = (page: Page, url: string) => Promise<{ readonly whole: boolean }>;

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name }).click();

export const SCENES: Readonly<Record<string, Scene>> = {
  entry: async (page, url) => {
    await page.goto(url);
    await page.getByRole("button", { name: SITUATIONS.home }).waitFor();
    return { whole: true };
  },
  situation: async (page, url) => {
    await page.goto(url);
    await press(page, SITUATIONS.online);
    return { whole: true };
  },
  conversation: async (page, url) => {
    await page.goto(url);
    await press(page, SITUATIONS.online);
    await press(page, "Démarrer la conversation");
    await page.getByRole("textbox", { name: "Votre message" }).waitFor();
    return { whole: false };
  },
};

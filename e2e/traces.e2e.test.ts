/** What is left on a shared device: in the profile's folder, in the history, on paper, in the background, in another tab. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NeutralPage } from "./src/neutralPage.ts";
import { inUse, searchProfile } from "./src/profileSearch.ts";
import { endpoints } from "./src/system.ts";
import { until } from "./src/until.ts";
import { storesHolding } from "./src/traces.ts";
import { SITUATIONS, VictimBrowser } from "./src/victimBrowser.ts";

/** Words that occur nowhere else. */
const SAID = "zanzibar-dit-par-la-personne";
const DRAFT = "zanzibar-pas-encore-envoyé";
const PLANTED = "zanzibar-planté-exprès";

const tidy: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const act of tidy.splice(0).reverse()) await act();
});

/** A browser whose profile outlives it. */
async function browser(profile: string, args: string[] = []): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update", ...args],
    locale: "fr-FR",
  });
  await NeutralPage.behind(context);
  return context;
}
async function newProfile(): Promise<string> {
  const profile = await mkdtemp(join(tmpdir(), "abri-traces-"));
  tidy.push(() => rm(profile, { recursive: true, force: true }));
  return profile;
}
const onlyPage = async (context: BrowserContext): Promise<Page> => context.pages()[0] ?? (await context.newPage());

/** Everything a person does here, up to a message that waits and a draft. */
async function confide(page: Page): Promise<void> {
  await page.goto(endpoints().victimWeb);
  await page.getByRole("button", { name: SITUATIONS.online }).click();
  await page.getByRole("button", { name: "Démarrer la conversation" }).click();
  const field = page.getByRole("textbox", { name: "Votre message" });
  await field.fill(SAID);
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByRole("log").getByText(SAID).waitFor();
  await field.fill(DRAFT);
}
async function exit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Quitter en urgence" }).click();
  await NeutralPage.instead(page);
}

describe("the profile's folder, after the browser is gone", () => {
  it("holds nothing that was said or typed, nor who one was, after the exit", async () => {
    const profile = await newProfile();
    const context = await browser(profile);
    const page = await onlyPage(context);
    const started = page.waitForResponse((response) => response.url().endsWith("/api/conversations"));
    await confide(page);
    const { sessionToken, userId, roomId } = (await (await started).json()) as Record<string, string>;
    await exit(page);
    await context.close();
    const names = [sessionToken, userId, roomId].map((name) => name ?? "");
    expect(names).not.toContain("");
    expect(searchProfile(profile, [SAID, DRAFT, ...names])).toEqual([]);
  });

  it("the same when the browser is killed in the middle of a conversation", async () => {
    const profile = await newProfile();
    const context = await browser(profile);
    const page = await onlyPage(context);
    await confide(page);
    // The browser notes every few seconds what it would need to bring its tabs back.
    await page.waitForTimeout(4_000);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Browser.crash").catch(() => undefined);
    await context.close().catch(() => undefined);
    await until("the last of the browser has ended", 30_000, () => !inUse(profile));
    expect(searchProfile(profile, [SAID, DRAFT])).toEqual([]);
  });

  it("control: the same search finds what is in a store, a title, a cache or an ordinary field", async () => {
    const profile = await newProfile();
    const context = await browser(profile);
    const page = await onlyPage(context);
    await confide(page);
    const words = ["store", "titre", "cache", "champ"].map((where) => `${PLANTED}-${where}`);
    await page.evaluate(async ([store, title, cache, field]) => {
      localStorage.setItem("planted", store ?? "");
      document.title = title ?? "";
      await (await caches.open("planted")).put("/planted", new Response(cache));
      const input = document.createElement("textarea");
      input.name = "planted";
      document.body.append(input);
      input.value = field ?? "";
    }, words);
    await page.waitForTimeout(4_000);
    await context.close();
    const found = new Set(searchProfile(profile, words).map(({ word }) => word));
    expect([...found].sort()).toEqual(words.toSorted());
  });

  it("keeps of the page only files with neutral names, and not the page itself", async () => {
    const profile = await newProfile();
    const context = await browser(profile);
    const page = await onlyPage(context);
    const names: string[] = [];
    page.on("response", (response) => {
      const caching = response.headers()["cache-control"] ?? "";
      if (response.url().startsWith(endpoints().victimWeb) && !caching.includes("no-store"))
        names.push(new URL(response.url()).pathname);
    });
    await confide(page);
    await exit(page);
    await context.close();
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(name).toMatch(/^\/assets\/[A-Za-z0-9_-]{8}\.(js|css|json|wasm|svg)$/);
  });
});

describe("the history", () => {
  it("has one entry of ours, with one neutral name and address, whatever one does", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    const { page } = victim;
    const seen = new Set<string>();
    const look = async () => {
      const { length, title, path } = await page.evaluate(() => ({
        length: history.length,
        title: document.title,
        path: location.pathname + location.search + location.hash,
      }));
      seen.add(`${title} ${path} ${length}`);
    };
    await look();
    await victim.choose("home");
    await look();
    await victim.start();
    await victim.write(SAID);
    await victim.statusSays(/file|cherchons/i);
    await look();
    await victim.end();
    await victim.statusSays(/termin/i);
    await look();
    expect([...seen]).toEqual([`Accueil / ${await page.evaluate(() => history.length)}`]);
  });

  it("« reopen closed tab » and a restored session bring back the neutral page, or an empty start", async () => {
    const profile = await newProfile();
    const first = await browser(profile);
    const page = await onlyPage(first);
    await confide(page);
    await exit(page);
    await page.waitForTimeout(4_000);
    await first.close();
    const second = await browser(profile, ["--restore-last-session"]);
    tidy.push(() => second.close());
    for (const restored of second.pages()) {
      expect(await restored.content()).not.toMatch(/zanzibar/);
      await restored.goBack().catch(() => undefined);
      expect(await restored.content()).not.toMatch(/zanzibar|Quitter en urgence/);
    }
  });

  it("Back to a page that was left without the exit shows the start, and nothing of before", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    await NeutralPage.behind(victim.context);
    await confide(victim.page);
    await victim.page.goto("https://www.example.org/");
    await victim.page.goBack();
    await victim.page.getByRole("button", { name: SITUATIONS.online }).waitFor();
    expect(await victim.page.content()).not.toMatch(/zanzibar/);
  });
});

describe("on paper", () => {
  /** What is drawn as text on any page of the PDF: its fonts' and text operators are there only if something is. */
  const drawsText = (pdf: Buffer): boolean => pdf.includes("/Type /Font");

  it("there is nothing; control: with our style sheet for print off, there is", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    await confide(victim.page);
    expect(drawsText(await victim.page.pdf())).toBe(false);
    await victim.page.evaluate(() => {
      for (const sheet of document.styleSheets)
        for (let i = sheet.cssRules.length - 1; i >= 0; i -= 1)
          if (sheet.cssRules[i] instanceof CSSMediaRule && sheet.cssRules[i]?.cssText.startsWith("@media print"))
            sheet.deleteRule(i);
    });
    expect(drawsText(await victim.page.pdf())).toBe(true);
  });
});

describe("in the background", () => {
  let victim: VictimBrowser;
  beforeEach(async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    await confide(victim.page);
  });
  const opacity = (): Promise<string> => victim.page.evaluate(() => getComputedStyle(document.body).opacity);
  /** As a browser tells a page: its visibility has changed. */
  const becomes = (state: "hidden" | "visible"): Promise<void> =>
    victim.page.evaluate((value) => {
      Object.defineProperty(document, "visibilityState", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);

  it("nothing is seen, and all comes back at once with draft and focus", async () => {
    const field = victim.page.getByRole("textbox", { name: "Votre message" });
    expect(await opacity()).toBe("1");
    await becomes("hidden");
    expect(await opacity()).toBe("0");
    await becomes("visible");
    expect(await opacity()).toBe("1");
    expect(await field.inputValue()).toBe(DRAFT);
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it("nothing is seen of a page that the browser has frozen", async () => {
    const devtools = await victim.context.newCDPSession(victim.page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    // `resume` has taken the cover away again: one cannot look at a frozen page from inside.
    await expect.poll(opacity).toBe("1");
  });
});

describe("several tabs", () => {
  it("are separate conversations with separate devices; a duplicate starts with nothing", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    const session = async (page: Page): Promise<Record<string, string>> => {
      const answer = page.waitForResponse((response) => response.url().endsWith("/api/conversations"));
      await page.getByRole("button", { name: SITUATIONS.home }).click();
      await page.getByRole("button", { name: "Démarrer la conversation" }).click();
      return (await (await answer).json()) as Record<string, string>;
    };
    const one = await session(victim.page);
    await victim.write(SAID);
    // As the browser duplicates a tab: the address and the session's store, and nothing else of it.
    const opened = victim.context.waitForEvent("page");
    await victim.page.evaluate(() => void window.open(location.href, "_blank", "opener"));
    const duplicate = await opened;
    await duplicate.getByRole("button", { name: SITUATIONS.home }).waitFor();
    expect(await duplicate.content()).not.toMatch(/zanzibar/);
    const two = await session(duplicate);
    for (const key of ["conversationId", "sessionToken", "userId", "roomId"]) expect(two[key]).not.toBe(one[key]);
    expect(await storesHolding(victim.page)).toEqual([]);
    // The first goes on.
    await victim.sees(SAID);
    await victim.statusSays(/file|cherchons/i);
  });

  it("a reload asks nothing and starts anew; nothing of before is left in the page", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    const { page } = victim;
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await confide(page);
    await page.reload();
    await page.getByRole("button", { name: SITUATIONS.online }).waitFor();
    expect(await page.content()).not.toMatch(/zanzibar/);
    expect([asked, await storesHolding(page)]).toEqual([[], []]);
    await page.getByRole("button", { name: SITUATIONS.online }).click();
    await page.getByRole("button", { name: "Démarrer la conversation" }).click();
    expect(await page.getByRole("textbox", { name: "Votre message" }).inputValue()).toBe("");
  });
});

describe("whoever helps with writing or reading", () => {
  it("is told to keep out: nothing typed or shown is sent to a spelling, translation or writing service", async () => {
    const victim = await VictimBrowser.open(endpoints().victimWeb);
    tidy.push(() => victim.close());
    await confide(victim.page);
    const field = victim.page.getByRole("textbox", { name: "Votre message" });
    const told = await field.evaluate((element) => ({
      autocomplete: element.getAttribute("autocomplete"),
      autocorrect: element.getAttribute("autocorrect"),
      spellcheck: element.getAttribute("spellcheck"),
      writingsuggestions: element.getAttribute("writingsuggestions"),
      translate: document.documentElement.translate,
      notranslate: document.querySelector('meta[name="google"]')?.getAttribute("content"),
    }));
    expect(told).toEqual({
      autocomplete: "off",
      autocorrect: "off",
      spellcheck: "false",
      writingsuggestions: "false",
      translate: false,
      notranslate: "notranslate",
    });
  });
});

/** The words of the page: where nothing runs in it, in a browser that cannot encrypt, in another language. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { endpoints } from "./src/system.ts";
import { until } from "./src/until.ts";
import { fillStores, storesHolding } from "./src/traces.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const NUMBERS = ["tel:17", "tel:112", "sms:114", "tel:119", "tel:3018"];
let victim: VictimBrowser;
afterEach(() => victim.close());

const visibleLinks = async (): Promise<(string | null)[]> => {
  const links = await victim.page.locator("a:visible").all();
  return Promise.all(links.map((link) => link.getAttribute("href")));
};

describe("without JavaScript", () => {
  it("the page has the exit first, the numbers, and the advice to unfold, and shows at once", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb, { javaScript: false });
    const { page } = victim;
    await page.getByRole("heading", { level: 1 }).waitFor({ timeout: 2_000 });
    const [exit, ...others] = await visibleLinks();
    expect(exit).toMatch(/^https?:/);
    expect(others.slice(0, NUMBERS.length)).toEqual(NUMBERS);

    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Quitter en urgence");
    const advice = page.getByText("Ne paie pas. Si tu paies, il en voudra encore.");
    expect(await advice.isVisible()).toBe(false);
    await page.getByText("Sur les réseaux sociaux").first().click();
    expect(await advice.isVisible()).toBe(true);
    expect(page.url()).toBe(endpoints().victimWeb);
  });

  it("the exit leaves", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb, { javaScript: false });
    const { page } = victim;
    const asked: string[] = [];
    await page.route(/service-public/, (route) => {
      asked.push(route.request().headers()["referer"] ?? "no referrer");
      return route.fulfill({ body: "elsewhere" });
    });
    await page.getByRole("button", { name: "Quitter en urgence" }).click();
    await page.getByText("elsewhere").waitFor();
    expect(asked).toEqual(["no referrer"]);
  });
});

describe("with JavaScript", () => {
  it("the page never shows both", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
    await victim.page.getByRole("button", { name: "Quitter en urgence" }).waitFor();
    expect(await victim.page.locator("#static").count()).toBe(0);
  });

  it("shows what it says without its code when the code does not come", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb, {
      prepare: (page) => page.route(/\.js$/, (route) => route.abort()),
    });
    const { page } = victim;
    await page.getByRole("button", { name: "Quitter en urgence" }).waitFor();
    // The exit is there at once, the rest after the moment in which the code may still come.
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect((await visibleLinks()).slice(1, 1 + NUMBERS.length)).toEqual(NUMBERS);
    for (const situation of await page.locator("summary").all()) await situation.click();
    expect(await axeFindings(page)).toEqual([]);
  });

  it("says so where the browser cannot encrypt, with advice and numbers, and offers no conversation", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb, {
      prepare: (page) => page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly")),
    });
    const { page } = victim;
    await victim.choose("online");
    await page.getByText("Ce navigateur ne peut pas protéger une conversation.").waitFor();
    await page.getByText("On me menace avec des photos").first().waitFor();
    expect(await page.getByRole("button", { name: "Démarrer la conversation" }).count()).toBe(0);
    expect(await visibleLinks()).toEqual(expect.arrayContaining(NUMBERS));
  });
});

describe("advice", () => {
  it("that does not come says so, keeps the numbers, and comes when asked again", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
    const { page } = victim;
    await page.route(/\.json$/, (route) => route.abort());
    await victim.choose("online");
    await page.getByText("Les conseils n'ont pas pu être chargés.").waitFor();
    expect(await visibleLinks()).toEqual(expect.arrayContaining(NUMBERS));
    await page.unroute(/\.json$/);
    await page.getByRole("button", { name: "Réessayer" }).click();
    await page.getByText("On me menace avec des photos").first().waitFor();
  });

  it("leaves no trace of what was read in the browser; the same search finds it once it is fetched the ordinary way", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
    const { page } = victim;
    const asked = page.waitForRequest(/\.json$/);
    await victim.choose("school");
    const name = new URL((await asked).url()).pathname;
    await page.getByText("On me harcèle à l'école").first().waitFor();
    await page.evaluate(async (path) => (await fetch(path, { cache: "no-store" })).status, name);
    expect(filesNaming(name)).toEqual([]);
    await page.evaluate(async (path) => (await fetch(path)).text(), name);
    await until("the browser has written its cache", 20_000, () => filesNaming(name).length > 0);
  });
});

describe("another language", () => {
  it.each([
    ["en", "ltr", "Someone can help you.", "At school"],
    ["nl", "ltr", "Iemand kan u helpen.", "Op school"],
    ["de", "ltr", "Jemand kann Ihnen helfen.", "In der Schule"],
    ["ar", "rtl", "هناك من يستطيع مساعدتكم.", "في المدرسة"],
  ])(
    "%s: every word changes, its direction too, and nothing tells of it afterwards",
    async (language, direction, title, school) => {
      victim = await VictimBrowser.open(endpoints().victimWeb);
      const { page } = victim;
      const before = await visibleFromOutside();
      const asked = page.waitForRequest(/\.json$/);
      await page.getByRole("combobox", { name: "Langue" }).selectOption(language);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      const pack = new URL((await asked).url()).pathname;
      const html = page.locator("html");
      expect([await html.getAttribute("lang"), await html.getAttribute("dir")]).toEqual([language, direction]);
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole("button", { name: school }).click();
      await page.locator("summary").first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await axeFindings(page)).toEqual([]);

      expect(await visibleFromOutside()).toEqual(before);
      expect([await storesHolding(page), filesNaming(pack)]).toEqual([[], []]);
      await fillStores(page);
      expect((await storesHolding(page)).length).toBeGreaterThan(0);
    },
  );
});

/** What the browser shows or keeps of a page without looking into it. */
async function visibleFromOutside(): Promise<unknown> {
  const { page } = victim;
  return [page.url(), await page.title(), await page.evaluate(() => history.length)];
}

/** The files of the browser's profile that hold `text`. */
function filesNaming(text: string): string[] {
  return readdirSync(victim.profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

/** The way in: what is told before the conversation and who hears of it, danger, and what is there when no conversation is possible. */
import type { OfficerClient } from "@abri/officer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { take } from "./src/talk.ts";
import { storesHolding } from "./src/traces.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
});
afterEach(() => victim.close());

const press = (name: string) => victim.page.getByRole("button", { name }).click();

describe("what was told", () => {
  let amina: OfficerClient;
  beforeEach(async () => {
    amina = await officerOnDuty("amina", 1);
  });
  afterEach(() => dismiss("amina", amina));

  /** What the officer reads first. */
  async function intakeAfter(said: string): Promise<unknown> {
    await victim.write(said);
    const roomId = await take(amina, said);
    // What was said before the officer came may be decrypted a moment after what was said since.
    await until("the intake is read", 10_000, async () => (await amina.intake(roomId)) !== null);
    return amina.intake(roomId);
  }

  it("nothing: two actions, and every question left open", async () => {
    await victim.choose("home");
    await victim.start();
    expect(await intakeAfter("bonjour")).toMatchObject({
      situation: "home",
      role: "unsaid",
      ageBand: "unsaid",
      easyReading: false,
      urgency: "normal",
      language: "fr",
    });
    await victim.end();
  });

  it("age, witness, easy reading: the officer reads it, the advice follows it, and no store or address does", async () => {
    const { page } = victim;
    const address = page.url();
    const entries = await page.evaluate(() => history.length);
    await press("Je suis adulte");
    await victim.choose("school");
    await page.getByRole("checkbox", { name: "C'est pour quelqu'un d'autre" }).check();
    await page.locator("summary").first().click();
    await page.getByText("Si cela arrive à quelqu'un d'autre").first().waitFor();
    await press("Facile à lire");
    await page.locator(".pictogram svg").first().waitFor();
    expect([page.url(), await page.title(), await page.evaluate(() => history.length)]).toEqual([
      address,
      "Accueil",
      entries,
    ]);
    expect(await storesHolding(page)).toEqual([]);

    await victim.start();
    expect(await intakeAfter("je suis témoin")).toMatchObject({
      situation: "school",
      role: "witness",
      ageBand: "adult",
      easyReading: true,
      body: expect.stringMatching(/Témoin.*Adulte.*facile/) as unknown,
    });
    await victim.end();
  });

  it("danger: the numbers at once, one action to the conversation, and the officer knows", async () => {
    const { page } = victim;
    const asked = page.waitForRequest((request) => request.url().endsWith("/api/conversations"));
    await press("Je suis en danger maintenant");
    expect(JSON.parse((await asked).postData() ?? "")).toMatchObject({ situation: "unsaid", urgency: "danger" });
    const numbers = page.getByRole("region", { name: "Appelez, si vous le pouvez" });
    const links = await numbers.getByRole("link").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(links).toEqual(["tel:17", "tel:112", "sms:114"]);
    expect(await intakeAfter("il est dans le couloir")).toMatchObject({
      situation: "unsaid",
      urgency: "danger",
      body: expect.stringContaining("DANGER") as unknown,
    });

    // It folds away, and what one writes stays within reach.
    await numbers.locator("summary").click();
    expect(await numbers.getByRole("link").first().isVisible()).toBe(false);
    expect(await page.getByRole("textbox", { name: "Votre message" }).isVisible()).toBe(true);
    await victim.end();
  });
});

describe("the start", () => {
  it("is in reach on a phone without scrolling, at the top and at the end of the page, and covers nothing there", async () => {
    const { page } = victim;
    await victim.choose("online");
    await page.locator("summary").first().waitFor();
    const start = page.getByRole("button", { name: "Démarrer la conversation" });
    const inReach = async () => {
      const box = await start.boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
    };
    expect(await inReach()).toBe(true);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    expect(await inReach()).toBe(true);
    const last = await page.getByRole("button", { name: "Je suis en danger maintenant" }).boundingBox();
    const bar = await page.locator(".situation-start").boundingBox();
    expect((last?.y ?? Infinity) + (last?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  });
});

describe("no conversation is possible", () => {
  const numbers = () => victim.page.getByRole("link", { name: /^(17|112|114|119|3018)/ });

  it("without WebAssembly: says so, and keeps the numbers and the advice", async () => {
    const { page } = victim;
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.reload();
    await page.getByRole("alert").getByText("ne peut pas protéger").waitFor();
    expect(await numbers().count()).toBe(5);
    expect(await page.getByRole("button", { name: "Je suis en danger maintenant" }).count()).toBe(0);
    await victim.choose("home");
    await page.locator("summary").first().click();
    expect(await page.getByRole("button", { name: "Démarrer la conversation" }).count()).toBe(0);
    expect(await numbers().count()).toBe(5);
  });

  it("the code does not come: « Réessayer » brings it when it can be had", async () => {
    const { page } = victim;
    const isEngine = (url: URL) => /\.js$/.test(url.pathname);
    const own = await page
      .locator("script[src]")
      .evaluateAll((scripts) => scripts.map((one) => (one as HTMLScriptElement).src));
    await page.route(isEngine, (route) => (own.includes(route.request().url()) ? route.continue() : route.abort()));
    await page.reload();
    const alert = page.getByRole("alert");
    await alert.getByText("n'est pas possible").waitFor();
    expect(await numbers().count()).toBe(5);
    // In vain, the page asks for itself anew, since the server answers: still without its code.
    const anew = page.waitForEvent("load");
    await alert.getByRole("button", { name: "Réessayer" }).click();
    await anew;
    await alert.getByText("n'est pas possible").waitFor();

    await page.unroute(isEngine);
    await page.getByRole("button", { name: "Réessayer" }).click();
    await page.getByRole("button", { name: "Je suis en danger maintenant" }).waitFor();
    await victim.choose("home");
    await victim.start();
    await victim.write("encore là");
    await victim.sees("encore là");
  });

  it("the server does not answer the start: the numbers come up, and writing goes on", async () => {
    const { page } = victim;
    await page.route("**/api/conversations", (route) => route.abort());
    await victim.choose("home");
    await victim.start();
    await victim.statusSays(/connexion perdue/i);
    await page.getByRole("region", { name: "Appelez, si vous le pouvez" }).waitFor();
    await page.unroute("**/api/conversations");
    await victim.write("je reste");
    await victim.statusSays(/file|cherchons/i);
    expect(await page.getByRole("region", { name: "Appelez, si vous le pouvez" }).count()).toBe(0);
    await victim.end();
  });

  it("the server says no: the page does too, and starts again when asked", async () => {
    const { page } = victim;
    const refusal = { status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } };
    await page.route("**/api/conversations", (route) => route.fulfill(refusal));
    await victim.choose("home");
    await victim.start();
    await victim.statusSays(/ne peut pas ouvrir/i);
    expect(await numbers().count()).toBe(5);
    await page.unroute("**/api/conversations");
    await press("Réessayer");
    await victim.write("je réessaie");
    await victim.statusSays(/file|cherchons/i);
    await victim.end();
  });
});

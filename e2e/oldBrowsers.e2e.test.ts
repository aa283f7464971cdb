/**
 * A browser as poor as the oldest ones together (docs/browsers.md): a real one from which everything newer was taken. And one that cannot even
 * read the page's code.
 */
import type { OfficerClient } from "@abri/officer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeOld } from "./src/olderBrowser.ts";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;
afterEach(() => victim.close());

describe("a browser without anything newer", () => {
  let officer: OfficerClient;

  beforeEach(async () => {
    officer = await officerOnDuty("amina", 1);
  });

  afterEach(() => dismiss("amina", officer));

  it("holds a whole conversation", async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb, { prepare: (page) => makeOld(page) });
    const { page } = victim;
    const newer = await page.evaluate(() => ["toSorted" in [], "any" in AbortSignal, "map" in [].values()]);
    expect(newer).toEqual([false, false, false]);
    const roomId = await talk(victim, officer, "online", "Est-ce que mon vieux téléphone suffit ?");
    await officer.send(roomId, "Oui, je te lis très bien.");
    await victim.sees("Oui, je te lis très bien.");
    await victim.write("Alors je raconte.");
    const isSecond = (message: { kind: string; text?: string }): boolean => message.text === "Alors je raconte.";
    expect((await officer.waitForMessage(roomId, isSecond, 30_000)).kind).toBe("text");
    await victim.end();
    await victim.statusSays(/termin/i);
  });

  it("holds none where what the page brings along is withheld", async () => {
    let missed = (): void => undefined;
    const isMissed = new Promise<void>((resolve) => (missed = resolve));
    victim = await VictimBrowser.open(endpoints().victimWeb, {
      prepare: (page) => {
        page.on("console", (message) => {
          if (message.text() === "withheld") missed();
        });
        // There, so that the page brings none of its own, and nothing all the same.
        const withheld = `{ get() { console.log("withheld"); }, configurable: true }`;
        return makeOld(page, `Object.defineProperty(Promise, "withResolvers", ${withheld})`);
      },
    });
    await victim.choose("online");
    await victim.start();
    await victim.write("Quelqu'un me lit ?");
    const { roomId } = await officer.waitForInvitation(60_000);
    await officer.accept(roomId);
    await isMissed;
    await victim.statusSays(/vous parlez avec .*polici/i);
    expect(await victim.deliveryOf("Quelqu'un me lit ?")).toMatch(/en attente/);
    await victim.end();
  });
});

it("a browser that cannot read the page's code shows the numbers and the advice, with the exit first", async () => {
  const failed: string[] = [];
  victim = await VictimBrowser.open(endpoints().victimWeb, {
    prepare: async (page) => {
      page.on("pageerror", ({ name }) => failed.push(name));
      await page.route(/\.js$/, async (route) => {
        const response = await route.fetch();
        // As syntax of the future is to a browser of today.
        await route.fulfill({ response, body: `const later = a ~> b;\n${await response.text()}` });
      });
    },
  });
  const { page } = victim;
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(failed).toContain("SyntaxError");
  const links = await page.locator("a:visible").all();
  const targets = await Promise.all(links.map((link) => link.getAttribute("href")));
  expect(targets[0]).toMatch(/^https?:/);
  expect(targets.slice(1, 6)).toEqual(["tel:17", "tel:112", "sms:114", "tel:119", "tel:3018"]);
  await page.getByText("Sur les réseaux sociaux").first().click();
  expect(await page.getByText("Ne paie pas. Si tu paies, il en voudra encore.").isVisible()).toBe(true);
  expect(await page.getByRole("button", { name: "Démarrer la conversation" }).count()).toBe(0);
});

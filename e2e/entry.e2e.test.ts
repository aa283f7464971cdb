/** The screens before the conversation: for everyone, with a keyboard, a screen reader, large text, a narrow screen, forced colours. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { endpoints } from "./src/system.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
});
afterEach(() => victim.close());

describe("axe", () => {
  it("finds a defect that is planted, so that finding nothing means something", async () => {
    const { page } = victim;
    await page.evaluate(() => document.querySelector("h1")?.after(document.createElement("button")));
    expect(await axeFindings(page)).toEqual([expect.stringContaining("button-name")]);
  });

  it.each(["light", "dark"] as const)("finds nothing on the entry and the situations, %s", async (colorScheme) => {
    const { page } = victim;
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    await victim.choose("school");
    expect(await axeFindings(page)).toEqual([]);
  });
});

/** « Je suis en danger maintenant » in a conversation: the numbers at once, first in the queue, and the officer who is there reads it. */
import type { OfficerClient } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dismiss, endpoints, officerOnDuty, permanenceOf, untilNobodyWaits } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const SAID = "Je suis en danger maintenant.";
/** The last is about what a keyboard leaves of a phone. */
const SCREENS = [
  [360, 740],
  [320, 568],
  [360, 440],
] as const;

let first: VictimBrowser;
let second: VictimBrowser;
let amina: OfficerClient | null = null;
/** The conversation that the officer has taken last. */
let roomId = "";

beforeAll(async () => {
  await untilNobodyWaits();
  first = await VictimBrowser.open(endpoints().victimWeb);
  second = await VictimBrowser.open(endpoints().victimWeb);
  await waiting(first, "je suis à l'école", /première position/);
  await waiting(second, "moi aussi", /position 2/);
});

afterAll(async () => {
  for (const victim of [first, second]) {
    await victim.end();
    await victim.close();
  }
  if (amina !== null) await dismiss("amina", amina);
});

const button = ({ page }: VictimBrowser) => page.getByRole("button", { name: "Je suis en danger maintenant" });
const numbers = ({ page }: VictimBrowser) => page.getByRole("region", { name: "Appelez, si vous le pouvez" });
const composer = ({ page }: VictimBrowser) => page.getByRole("textbox", { name: "Votre message" });

/** All of it is on the screen, and nothing lies over it. */
async function isInReach(victim: VictimBrowser, what: "button" | "composer"): Promise<boolean> {
  const target = what === "button" ? button(victim) : composer(victim);
  return target.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    return inside && over !== null && (element.contains(over) || over.contains(element));
  });
}

async function waiting(victim: VictimBrowser, text: string, place: RegExp): Promise<void> {
  await victim.choose("school");
  await victim.start();
  await victim.write(text);
  await victim.statusSays(place);
}

/** Presses it; the desk has heard. */
async function inDanger(victim: VictimBrowser): Promise<void> {
  const heard = victim.page.waitForResponse((response) => response.url().endsWith("/api/conversation/danger"));
  await button(victim).click();
  expect((await heard).status()).toBe(204);
}

/** What stands in the next conversation that the officer is asked to take. */
async function takes(officer: OfficerClient, said: string): Promise<string[]> {
  ({ roomId } = await officer.waitForInvitation(60_000));
  await officer.accept(roomId);
  await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === said, 60_000);
  return (await officer.messages(roomId)).map((m) => (m.kind === "text" ? m.text : m.kind));
}

describe("danger in a conversation", () => {
  it.each(SCREENS)("can be said on a screen of %i × %i, where writing stays in reach", async (width, height) => {
    await first.page.setViewportSize({ width, height });
    const both = async () => [await isInReach(first, "button"), await isInReach(first, "composer")];
    await until("both are in reach", 10_000, async () => (await both()).every(Boolean));
    const scroll = (to: number) => first.page.getByRole("main").evaluate((main, top) => main.scrollTo(0, top), to);
    await scroll(0);
    expect(await both()).toEqual([true, true]);
    await scroll(10_000);
    expect(await both()).toEqual([true, true]);
  });

  it("shows the numbers at once, leads there whoever sees nothing, and puts one before those who came earlier", async () => {
    await inDanger(second);
    const links = await numbers(second)
      .getByRole("link")
      .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect(links).toEqual(["tel:17", "tel:112", "sms:114"]);
    await until("the numbers have the focus", 10_000, () =>
      numbers(second)
        .locator("summary")
        .evaluate((one) => one === document.activeElement),
    );
    expect(await button(second).count()).toBe(0);
    for (const [width, height] of SCREENS) {
      await second.page.setViewportSize({ width, height });
      await until("writing is in reach", 10_000, () => isInReach(second, "composer"));
    }
    await second.statusSays(/première position/);
    await first.statusSays(/position 2/);

    // One at a time: asked for both at once, it would be the faster browser that invites first.
    amina = await officerOnDuty("amina", 1);
    expect(await takes(amina, "moi aussi")).toEqual([SAID, "moi aussi"]);
  });

  it("is read by the officer who is there, and stands in no room's name", async () => {
    if (amina === null) throw new Error("nobody is on duty");
    await amina.onDuty(permanenceOf("police"), { capacity: 2, skills: [] });
    expect(await takes(amina, "je suis à l'école")).toEqual(["je suis à l'école"]);
    await first.statusSays(/vous parlez avec/i);
    await inDanger(first);
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === SAID, 60_000);
    await first.sees(SAID);
    const names = amina.conversations().map(({ name }) => name);
    expect(names).toEqual(names.map(() => expect.stringMatching(/^Conversation \d\d-\d\d$/) as unknown));
    expect(names).toHaveLength(2);
  });
});

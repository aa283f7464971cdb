/** How a conversation ends, seen from both sides: the emergency exit, the officer who leaves, the lost network that is not an end. */
import type { OfficerClient } from "@abri/officer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NeutralPage } from "./src/neutralPage.ts";
import { dismiss, endpoints, knowsRoom, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { fillStores, storesHolding } from "./src/traces.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const SAID = "je vais bien, merci";

let victim: VictimBrowser;
let amina: OfficerClient;
let roomId: string;

beforeEach(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
  await NeutralPage.behind(victim.context);
  roomId = await talk(victim, amina, "home", SAID);
});

afterEach(async () => {
  await victim.close();
  await dismiss("amina", amina);
});

/** With which reason the officer was taken out of the room. */
async function farewell(): Promise<string> {
  const reason = () => {
    const content = amina.client.getRoom(roomId)?.getMember(amina.userId)?.events.member?.getContent<Farewell>();
    return content?.membership === "leave" ? (content.reason ?? "none") : undefined;
  };
  await until("the officer is out of the room", 30_000, () => reason() !== undefined);
  return reason() ?? "";
}

interface Farewell {
  readonly membership?: string;
  readonly reason?: string;
}

const exits: [string, () => Promise<void>][] = [
  ["the button", () => victim.emergencyExit()],
  ["Shift three times", () => pressThrice("Shift")],
  ["Escape three times", () => pressThrice("Escape")],
];

async function pressThrice(key: string): Promise<void> {
  for (let i = 0; i < 3; i += 1) await victim.page.keyboard.press(key);
}

describe("the emergency exit", () => {
  it.each(exits)("by %s leaves nothing on the screen, in the history or in any store", async (_, exit) => {
    const { page } = victim;
    await fillStores(page);
    // The control: what the exit must wipe is found while it is there.
    expect(await storesHolding(page)).toEqual([
      "localStorage",
      "sessionStorage",
      "cookies",
      "IndexedDB",
      "CacheStorage",
    ]);

    await exit();
    await NeutralPage.instead(page);
    const there = page.url();
    expect(await page.content()).not.toContain(SAID);

    await page.goto(endpoints().victimWeb);
    expect(await storesHolding(page)).toEqual([]);
    await page.goBack();
    await page.waitForURL(there);
    // Nothing of ours lies before the neutral page: going further back leaves the browser's first, empty page.
    await page.goBack();
    expect(await page.content()).not.toContain("Quitter en urgence");
  });

  it("tells the officer that the victim has left in a hurry, and leaves no room behind", async () => {
    await victim.emergencyExit();
    expect(await farewell()).toMatch(/urgence/i);
    await until("the room is erased", 60_000, async () => !(await knowsRoom("victims", roomId)));
  });

  it("hides before anything else, also when the network does not answer", async () => {
    const { page } = victim;
    await victim.context.route("**/api/conversation/close", () => new Promise(() => undefined));
    const shown = await page.evaluate(() => {
      const button = [...document.querySelectorAll("button")].find((one) =>
        one.textContent.includes("Quitter en urgence"),
      );
      button?.click();
      // In the same task as the click: nothing can have been waited for.
      return { text: document.body.innerText, hidden: document.documentElement.hidden };
    });
    expect(shown).toEqual({ text: "", hidden: true });
    await NeutralPage.instead(page);
    // The notice was lost: the desk will notice by the silence. The officer need not wait for that.
    await amina.leave(roomId);
  });
});

describe("other endings", () => {
  it("by the officer, who leaves for good", async () => {
    await amina.leave(roomId);
    await victim.statusSays(/termin/i);
    await until("the room is erased", 60_000, async () => !(await knowsRoom("victims", roomId)));
  });

  it("a network that goes and comes back is not one: what was written meanwhile arrives, once and in order", async () => {
    await victim.context.setOffline(true);
    await victim.statusSays(/connexion perdue/i);
    await victim.write("sans réseau, un");
    await victim.write("sans réseau, deux");
    await victim.context.setOffline(false);
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "sans réseau, deux", 90_000);
    await victim.statusSays(/polici/i);
    const texts = (await amina.messages(roomId)).map((m) => (m.kind === "text" ? m.text : m.kind));
    expect(texts).toEqual([SAID, "sans réseau, un", "sans réseau, deux"]);
    await victim.end();
    await victim.statusSays(/termin/i);
  });
});

/**
 * What a conversation is made of, in a real browser with a real officer's client: states that are true, edits, withdrawals, typing, who is
 * there, addresses, long texts, and what whoever watches sizes can see.
 */
import type { OfficerClient } from "@abri/officer";
import { createCrossSignedClient, newAccount } from "@abri/officer/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringsInMemory } from "./src/heap.ts";
import { dismiss, endpoints, hostileServer, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const FIRST = "bonjour, vous êtes là ?";

let victim: VictimBrowser;
let amina: OfficerClient;
let roomId: string;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
  roomId = await talk(victim, amina, "online", FIRST);
});

afterAll(async () => {
  await victim.end();
  await victim.close();
  await dismiss("amina", amina);
});

async function aminaReads(text: string): Promise<string> {
  return (await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === text, 60_000)).eventId;
}

function delivery(text: string, wanted: RegExp): Promise<void> {
  return until(`« ${text} » is ${wanted}`, 30_000, async () => wanted.test(await victim.deliveryOf(text)));
}

/** Opens what can be done with one's own message, and does it. */
async function act(text: string, what: "Modifier" | "Retirer"): Promise<void> {
  const message = victim.log.locator(".message", { hasText: text });
  await message.getByRole("button", { name: "Modifier ou retirer ce message" }).click();
  await message.getByRole("button", { name: what, exact: true }).click();
}

const typingSeenBy = (officer: OfficerClient): boolean =>
  officer.client
    .getRoom(roomId)
    ?.getMembers()
    .some(({ userId, typing }) => typing && userId.startsWith("@victim-")) ?? false;

describe("what is said of a message", () => {
  it("is « lu » only by the officer's own receipt; that the officer has it, or has answered, is not that", async () => {
    await victim.write("tu me lis ?");
    await aminaReads("tu me lis ?");
    await amina.send(roomId, "Je suis là.");
    await victim.sees("Je suis là.");
    expect(await victim.deliveryOf("tu me lis ?")).toMatch(/envoyé/);
    await amina.markRead(roomId);
    await delivery("tu me lis ?", /lu/);
    await victim.write("et maintenant ?");
    await delivery("et maintenant ?", /envoyé/);
  });

  it("is told to the officer only for what was on a visible page", async () => {
    const { page } = victim;
    const setVisibility = (state: string): Promise<void> =>
      page.evaluate((value) => {
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => value });
        document.dispatchEvent(new Event("visibilitychange"));
      }, state);
    const readUpTo = (): string | undefined => {
      const room = amina.client.getRoom(roomId);
      const member = room?.getJoinedMembers().find(({ userId }) => userId.startsWith("@victim-"));
      return room?.getReadReceiptForUserId(member?.userId ?? "", true)?.eventId;
    };
    await setVisibility("hidden");
    const unseen = await amina.send(roomId, "pendant que la page est cachée");
    await victim.sees("pendant que la page est cachée");
    // What comes after it in the room has gone both ways: a receipt for it would have been there before.
    await victim.write("écrit sans regarder");
    await aminaReads("écrit sans regarder");
    expect(readUpTo()).not.toBe(unseen);
    await setVisibility("visible");
    await until("the receipt", 30_000, () => readUpTo() === unseen);
  });
});

describe("one's own message", () => {
  it("is edited in its place, on both sides", async () => {
    await victim.write("je vient demain");
    const eventId = await aminaReads("je vient demain");
    // The mark beside it has come: nothing moves any more while it is pressed.
    await delivery("je vient demain", /envoyé|lu/);
    await victim.page.getByRole("textbox", { name: "Votre message" }).fill("un brouillon");
    await act("je vient demain", "Modifier");
    expect(await victim.page.getByRole("textbox", { name: "Votre message" }).inputValue()).toBe("je vient demain");
    await victim.write("je viens demain");
    await victim.sees("je viens demain");
    expect(await aminaReads("je viens demain")).toBe(eventId);
    expect(await victim.log.innerText()).not.toContain("je vient demain");
    // What was being written is not lost.
    expect(await victim.page.getByRole("textbox", { name: "Votre message" }).inputValue()).toBe("un brouillon");
    await victim.page.getByRole("textbox", { name: "Votre message" }).fill("");
    const types =
      amina.client
        .getRoom(roomId)
        ?.getLiveTimeline()
        .getEvents()
        .filter((event) => !event.isState())
        .map((event) => event.getWireType()) ?? [];
    expect(types.filter((type) => !type.startsWith("m."))).toEqual([]);
  });

  it("is withdrawn: gone from the screen, from the page's memory and from the officer's client, edits too", async () => {
    const secret = "mon adresse est 12 rue des Glycines";
    await victim.write(secret);
    const eventId = await aminaReads(secret);
    await delivery(secret, /envoyé|lu/);
    await act(secret, "Modifier");
    await victim.write(`${secret}, au fond`);
    await aminaReads(`${secret}, au fond`);
    // The control: it is in the page, which shows it, and in the worker, which has encrypted it.
    const before = await stringsInMemory(victim.page, "rue des Glycines");
    expect([before.page > 0, before.workers > 0]).toEqual([true, true]);
    await act(secret, "Retirer");
    await victim.log.getByText("Message retiré.").first().waitFor();
    await amina.waitForMessage(roomId, (m) => m.eventId === eventId && m.kind === "withdrawn", 60_000);
    await until("no version is left", 30_000, async () => {
      return !JSON.stringify(await amina.messages(roomId)).includes("Glycines");
    });
    expect(await victim.page.content()).not.toContain("Glycines");
    await until("nothing of it is in the page's memory", 60_000, async () => {
      const left = await stringsInMemory(victim.page, "rue des Glycines");
      return left.page + left.workers === 0;
    });
  });
});

describe("what the officer changes", () => {
  it("is shown in its place, and a withdrawn text is gone", async () => {
    const eventId = await amina.send(roomId, "Appelez le 3919.");
    await victim.sees("Appelez le 3919.");
    await amina.edit(roomId, eventId, "Appelez le 3018.");
    await victim.sees("Appelez le 3018.");
    expect(await victim.log.innerText()).not.toContain("3919");
    await amina.withdraw(roomId, eventId);
    await until("it is gone", 30_000, async () => !(await victim.log.innerText()).includes("3018"));
  });
});

describe("writing", () => {
  it("of the officer is shown in words, is not read out, and ends", async () => {
    const line = victim.page.getByText(/^Un policier, n°\s\d+, écrit…$/);
    await amina.setTyping(roomId, true);
    await line.waitFor();
    expect(await line.getAttribute("aria-live")).toBe("off");
    await amina.setTyping(roomId, false);
    await line.waitFor({ state: "detached" }).catch(() => line.waitFor({ state: "hidden" }));
  });

  it("of the victim is shown to nobody until the victim says so", async () => {
    const box = victim.page.getByRole("textbox", { name: "Votre message" });
    await box.pressSequentially("j'hésite");
    await victim.write("c'est dit");
    await aminaReads("c'est dit");
    expect(typingSeenBy(amina)).toBe(false);
    await victim.page.getByText(/^Dans cette conversation/).click();
    await victim.page.getByRole("checkbox", { name: "Laisser voir quand j'écris" }).check();
    await box.pressSequentially("j'hésite");
    await until("the officer sees it", 30_000, () => typingSeenBy(amina));
    await victim.page.getByRole("checkbox", { name: "Laisser voir quand j'écris" }).uncheck();
    await until("and that it ends", 30_000, () => !typingSeenBy(amina));
    await victim.page.getByText(/^Dans cette conversation/).click();
    await box.fill("");
  });
});

describe("who is there", () => {
  it("is said when an officer comes, and stands above the conversation", async () => {
    await victim.log.getByText(/^Un policier, n°\s\d+, vous rejoint\.$/).waitFor();
    await victim.page.getByText(/^Dans cette conversation\s: vous, un policier, n°\s\d+$/).waitFor();
  });

  it("names also somebody whom a server has added, and that they cannot read", async () => {
    const mallory = await createCrossSignedClient(await newAccount(endpoints(), "victims"));
    try {
      await hostileServer().withBlindDesk(async () => {
        await hostileServer().inviteAsBot(roomId, mallory.userId);
        await mallory.waitForInvitation(30_000);
        await mallory.accept(roomId);
        await victim.page.getByText(/quelqu'un d'autre, sans pouvoir lire$/).waitFor();
      });
      await victim.page.getByText(/^Dans cette conversation\s: vous, un policier, n°\s\d+$/).waitFor();
    } finally {
      await mallory.close();
    }
  });
});

describe("an address in what the officer writes", () => {
  it("is text until it is confirmed, and what it leaves behind is said first", async () => {
    await amina.send(roomId, "Regardez https://www.3018.fr/aide. <a href='https://evil.test/'>ici</a>");
    const inert = victim.log.getByRole("button", { name: "https://www.3018.fr/aide", exact: true });
    await inert.waitFor();
    expect(await victim.log.locator("a").count()).toBe(0);
    await inert.click();
    await victim.log.getByText(/laisse une trace/).waitFor();
    const link = victim.log.getByRole("link", { name: "Ouvrir" });
    expect(await link.getAttribute("href")).toBe("https://www.3018.fr/aide");
    expect(await link.getAttribute("rel")).toContain("noreferrer");
    await victim.log.getByRole("button", { name: "Ne pas ouvrir" }).click();
    expect(await victim.log.locator("a").count()).toBe(0);
  });
});

describe("a long text", () => {
  it("says that it will be several messages, and is, in order", async () => {
    const text = Array.from({ length: 900 }, (_none, index) => `mot${index}`).join(" ");
    const box = victim.page.getByRole("textbox", { name: "Votre message" });
    await box.fill(text);
    await victim.page.getByText("Ce texte partira en 2 messages.").first().waitFor();
    await victim.page.getByRole("button", { name: "Envoyer" }).click();
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text.endsWith("mot899"), 60_000);
    const parts = (await amina.messages(roomId)).filter((m) => m.kind === "text" && /\bmot\d+\b/.test(m.text));
    expect(parts.map((m) => (m.kind === "text" ? m.text : "")).join(" ")).toBe(text);
    expect(parts).toHaveLength(2);
  });
});

describe("the sizes on the wire", () => {
  it("are the same for every message of 1 to 300 characters; without padding they differ", async () => {
    const texts = [1, 2, 17, 80, 150, 299, 300].map((length) => "aé".repeat(length).slice(0, length));
    const bodies: number[] = [];
    const record = (request: { url(): string; postData(): string | null }): void => {
      if (request.url().includes("/send/m.room.encrypted/")) bodies.push((request.postData() ?? "").length);
    };
    victim.page.on("request", record);
    for (const text of texts) await victim.write(text);
    await aminaReads(texts.at(-1) ?? "");
    victim.page.off("request", record);
    expect([bodies.length, new Set(bodies).size]).toEqual([texts.length, 1]);

    // The control: the officer's client, which does not pad.
    const control: number[] = [];
    for (const text of texts) {
      const eventId = await amina.send(roomId, text);
      const event = amina.client.getRoom(roomId)?.findEventById(eventId);
      control.push((event?.getWireContent()["ciphertext"] as string).length);
    }
    expect(new Set(control).size).toBeGreaterThan(3);
  });
});

describe("a small screen", () => {
  it.each([
    ["320 px wide", 320, 568, "100%"],
    ["with a phone's keyboard up", 320, 290, "100%"],
    ["with text twice as large", 320, 568, "212%"],
  ])("shows the way out and what one writes, and never scrolls sideways: %s", async (_name, width, height, size) => {
    const { page } = victim;
    await page.setViewportSize({ width, height });
    await page.evaluate((value) => (document.documentElement.style.fontSize = value), size);
    await amina.send(roomId, `unmottrèslong${"x".repeat(120)}-${height}-${size}`);
    await victim.log.getByText(`-${height}-${size}`).waitFor();
    const box = page.getByRole("textbox", { name: "Votre message" });
    await box.focus();
    const place = async (name: string): Promise<boolean> => {
      const bounds = await page.getByRole("button", { name }).boundingBox();
      return bounds !== null && bounds.y >= 0 && bounds.y + bounds.height <= height && bounds.x + bounds.width <= width;
    };
    const bounds = await box.boundingBox();
    expect(bounds && bounds.y + bounds.height).toBeLessThanOrEqual(height);
    expect([await place("Quitter en urgence"), await place("Envoyer")]).toEqual([true, true]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  });
});

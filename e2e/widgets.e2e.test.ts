/**
 * The officers' widgets in a real browser, shown by a client that speaks the real widget protocol with the library that Element uses, over a real
 * officer's client: OpenID tokens of the homeserver, state events and encrypted messages of the officer's own.
 */
import { DUTY_EVENT, INTAKE_EVENT } from "@abri/contract";
import { type OfficerClient } from "@abri/officer";
import type { FrameLocator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { numberOf } from "./src/orders.ts";
import { dismiss, endpoints, officerNamed, officerOnDuty, permanenceOf } from "./src/system.ts";
import { until } from "./src/until.ts";
import { take, talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";
import { isTrusted } from "./src/widgetHost/trusted.ts";
import { type Manner, type OpenWidget, stateOf, WidgetHost } from "./src/widgetHost/widgetHost.ts";

let host: WidgetHost;
let amina: OfficerClient;
let bruno: OfficerClient;
const victims: VictimBrowser[] = [];
const opened: OpenWidget[] = [];

beforeAll(async () => {
  host = await WidgetHost.beside(endpoints().officerWeb);
});
afterAll(() => host.close());

beforeEach(async () => {
  amina = await officerOnDuty("amina", 2);
  bruno = await officerOnDuty("bruno", 2);
  await bruno.offDuty(permanenceOf("police"));
});
afterEach(async () => {
  for (const { page } of opened.splice(0)) await page.context().close();
  for (const victim of victims.splice(0)) {
    if (!(await victim.hasEnded())) await victim.end();
    await victim.close();
  }
  await dismiss("amina", amina);
  await dismiss("bruno", bruno);
});

async function victim(): Promise<VictimBrowser> {
  const one = await VictimBrowser.open(endpoints().victimWeb);
  victims.push(one);
  return one;
}

async function widget(officer: OfficerClient, roomId: string, manner: Manner = {}): Promise<OpenWidget> {
  const one = await host.open(officer, roomId, manner);
  opened.push(one);
  return one;
}

const press = (frame: FrameLocator, name: string | RegExp) => frame.getByRole("button", { name }).click();
const pick = (frame: FrameLocator, label: string | RegExp, text: string) =>
  frame.getByRole("combobox", { name: label }).selectOption({ label: text });
const says = (frame: FrameLocator, text: string | RegExp) => frame.getByText(text).first().waitFor();
const isOut = (officer: OfficerClient, roomId: string) =>
  until("the officer is out", 30_000, () => officer.membership(roomId) !== "join");
const timeline = (roomId: string) => `org.matrix.msc2762.timeline:${roomId}`;

function dutyOf(officer: OfficerClient): Record<string, unknown> {
  return stateOf(officer, permanenceOf("police"))?.getStateEvents(DUTY_EVENT, officer.userId)?.getContent() ?? {};
}

describe("the Permanence's widget", () => {
  it("writes the officer's own duty, and asks for nothing else; by keyboard alone", async () => {
    const { frame, page, asked } = await widget(amina, permanenceOf("police"));
    await frame.getByRole("button", { name: "De service" }).and(frame.locator("[aria-pressed=true]")).waitFor();
    await until("the duty may be written", 10_000, () => frame.getByRole("button", { name: "En pause" }).isEnabled());
    expect([...asked].sort()).toEqual(
      [`org.matrix.msc2762.send.state_event:${DUTY_EVENT}#${amina.userId}`, timeline(permanenceOf("police"))].sort(),
    );
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await frame.locator(":focus").innerText()).toBe("En pause");
    await page.keyboard.press("Enter");
    await frame.getByRole("button", { name: "En pause" }).and(frame.locator("[aria-pressed=true]")).waitFor();
    await until("it is the officer's own state", 10_000, () => dutyOf(amina)["break"] === true);
    await frame.getByRole("spinbutton", { name: "Conversations à la fois" }).fill("4");
    await frame.getByRole("textbox", { name: "Compétences" }).fill("en, home");
    await page.keyboard.press("Enter");
    await until("skills are written", 10_000, () => dutyOf(amina)["capacity"] === 4);
    expect(dutyOf(amina)["skills"]).toEqual(["en", "home"]);
    expect(await axeFindings(page)).toEqual([]);
  });

  it("never undoes what was just written, though the desk still shows what was so before", async () => {
    await amina.offDuty(permanenceOf("police"));
    const { frame, page } = await widget(amina, permanenceOf("police"));
    const pressed = (name: string) => frame.getByRole("button", { name, pressed: true }).waitFor();
    await pressed("Hors service");
    await until("the duty may be written", 10_000, () => frame.getByRole("button", { name: "De service" }).isEnabled());
    await page.context().setOffline(true);
    await says(frame, /Le relais ne répond pas/);
    await press(frame, "De service");
    await pressed("De service");
    await frame.getByRole("spinbutton", { name: "Conversations à la fois" }).fill("3");
    await press(frame, "Enregistrer");
    await until("the capacity is written", 10_000, () => dutyOf(amina)["capacity"] === 3);
    expect(dutyOf(amina)["on"]).toBe(true);
    await page.context().setOffline(false);
    await frame.getByText(/Le relais ne répond pas/).waitFor({ state: "detached" });
    await pressed("De service");
  });

  it("shows the queue with the danger first; an officer takes one by hand, and declines what they are offered", async () => {
    await amina.offDuty(permanenceOf("police"));
    const first = await victim();
    await first.choose("school");
    await first.start();
    await first.write("bonjour");
    const second = await victim();
    await second.page.getByRole("button", { name: "Je suis en danger maintenant" }).click();
    await second.write("vite");
    const { frame, page } = await widget(amina, permanenceOf("police"), { language: "en" });
    const rows = frame.getByRole("listitem");
    await until("both are waiting", 20_000, async () => (await rows.count()) === 2);
    expect(await rows.first().innerText()).toMatch(/In danger now/);
    expect(await rows.nth(1).innerText()).toMatch(/School[\s\S]*French[\s\S]*\d+ s[\s\S]*Waiting/);
    // Never a word of it; the control is what may be shown.
    expect(await frame.locator("body").innerText()).not.toMatch(/bonjour|vite/);
    expect(await axeFindings(page)).toEqual([]);
    // On a break nobody is asked in turn: what is taken is taken by hand.
    await press(frame, "On a break");
    await rows.first().getByRole("button", { name: /^Take/ }).click();
    const { roomId } = await amina.waitForInvitation(30_000);
    await frame.getByText("Offered to you: accept the invitation in Element").waitFor();
    await pick(frame, /^Why decline/, "Language");
    await press(frame, /^Decline/);
    await until("the invitation is gone", 30_000, () => !amina.invitations().some((one) => one.roomId === roomId));
  });

  it("works without what the client refuses, and says so; and shows nothing to whoever does not say who they are", async () => {
    const refused = await widget(amina, permanenceOf("police"), { allows: () => false });
    await says(refused.frame, /n'a pas permis à l'encart d'écrire votre service/);
    await says(refused.frame, "Personne n'attend.");
    expect(await refused.frame.getByRole("button", { name: "En pause" }).isDisabled()).toBe(true);
    const unknown = await widget(amina, permanenceOf("police"), { givesIdentity: false });
    await says(unknown.frame, /n'a pas donné votre identité/);
    expect(await unknown.frame.getByRole("heading").count()).toBe(0);
    expect(await refused.frame.getByRole("heading").count()).toBeGreaterThan(0);
  });

  it("says that the desk is away, and comes back by itself", async () => {
    const { frame, page } = await widget(amina, permanenceOf("police"));
    await says(frame, "Personne n'attend.");
    await page.context().setOffline(true);
    await says(frame, /Le relais ne répond pas/);
    await page.context().setOffline(false);
    await frame.getByText(/Le relais ne répond pas/).waitFor({ state: "detached" });
  });
});

describe("a supervisor", () => {
  it("sees every load, assigns what waits, and joins as second officer; the shift ends in one act", async () => {
    const { frame } = await widget(bruno, permanenceOf("police"), {
      context: { viewport: { width: 1000, height: 700 } },
    });
    await press(frame, "De service");
    await frame.getByRole("table").getByText("Police n°").first().waitFor();
    expect(await frame.getByRole("rowheader").count()).toBe(4);
    const one = await victim();
    await amina.offDuty(permanenceOf("police"));
    await press(frame, "En pause");
    await one.choose("online");
    await one.start();
    await one.write("bonjour");
    await frame.getByRole("button", { name: /^Prendre/ }).waitFor();
    await amina.onDuty(permanenceOf("police"), { capacity: 2, skills: [] });
    const roomId = await take(amina, "bonjour");
    const number = numberOf(amina, roomId);
    await press(frame, "De service");
    await press(frame, `Venir en second dans ${number}`);
    await bruno.waitForInvitation(30_000);
    await bruno.accept(roomId);
    await one.statusSays(/vous parlez avec .* et /i);
    await press(frame, "Finir mon service…");
    await pick(frame, `Conversation ${number}`, "Je la garde");
    await press(frame, "Passer la main et finir");
    await until("off duty", 20_000, () => dutyOf(bruno)["on"] === false);
    expect(bruno.membership(roomId)).toBe("join");
    await press(frame, "De service");
    await pick(frame, `Relever ${number} par`, "qui est libre");
    await bruno.leave(roomId);
    const theirs = await widget(amina, permanenceOf("police"));
    await press(theirs.frame, "Finir mon service…");
    await press(theirs.frame, "Passer la main et finir");
    await until("amina is off duty", 20_000, () => dutyOf(amina)["on"] === false);
    await bruno.waitForInvitation(60_000);
    await bruno.accept(roomId);
    await isOut(amina, roomId);
  });
});

describe("what Element asks", () => {
  it("is asked once for a room, and not again after another room; all of it is listed in Element's configuration", async () => {
    const roomId = await talk(await victim(), amina, "online", "bonjour");
    const remembered = new Map<string, readonly string[]>();
    const first = await widget(amina, permanenceOf("police"), { remembered });
    await until("it is asked", 20_000, () => first.asked.length > 0);
    const other = await widget(amina, roomId, { remembered });
    await other.frame.getByRole("definition").filter({ hasText: "Réseaux sociaux" }).first().waitFor();
    const again = await widget(amina, permanenceOf("police"), { remembered });
    await until("it may write", 20_000, () => again.frame.getByRole("button", { name: "En pause" }).isEnabled());
    expect(again.asked).toEqual([]);
    expect([...first.asked, ...other.asked].filter((one) => !isTrusted(one))).toEqual([]);
    // The control: not everything is.
    expect(isTrusted("org.matrix.msc2762.send.event:m.room.redaction")).toBe(false);
  });
});

describe("a conversation's widget", () => {
  it("reads the intake, sends a ready answer changed by the officer, encrypted; asks only for these; shows what is hostile as text", async () => {
    const one = await victim();
    const roomId = await talk(one, amina, "online", "bonjour");
    const { frame, page, asked } = await widget(amina, roomId);
    await says(frame, "Page ouverte");
    await frame.getByRole("definition").filter({ hasText: "Réseaux sociaux" }).first().waitFor();
    expect([...new Set(asked)].sort()).toEqual(
      [
        timeline(roomId),
        `org.matrix.msc2762.receive.event:${INTAKE_EVENT}`,
        "org.matrix.msc2762.receive.event:m.room.message#m.location",
        "org.matrix.msc2762.send.event:m.room.message#m.text",
      ].sort(),
    );
    expect(await axeFindings(page)).toEqual([]);
    await frame.getByRole("tab", { name: "Accueil" }).focus();
    await page.keyboard.press("Alt+r");
    await frame.getByRole("searchbox").and(frame.locator(":focus")).waitFor();
    await page.keyboard.type("payer");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" Je reste là.");
    await page.keyboard.press("Control+Enter");
    await one.log.getByText(/Ne payez pas.*Je reste là\.$/).waitFor();
    await says(frame, "Envoyé dans la conversation.");
    expect(await axeFindings(page)).toEqual([]);
    await frame.getByRole("tab", { name: "Orienter" }).click();
    await pick(frame, "Département", "93");
    await press(frame, /Préparer un message : 3018/);
    await press(frame, "Envoyer");
    await one.log.getByRole("link", { name: "Appeler le 3018" }).waitFor();
    expect(await one.log.getByRole("link", { name: "Appeler le 3018" }).getAttribute("href")).toBe("tel:3018");
    await one.log.getByText("L'appel ou le SMS reste visible dans ce téléphone", { exact: false }).waitFor();
    expect(await axeFindings(one.page)).toEqual([]);
    await frame.getByLabel("Jour").fill("2026-12-01");
    await frame.getByLabel("Heure").fill("14:05");
    await frame.getByLabel("Lieu").fill("au collège");
    await press(frame, "Préparer le message");
    expect(await axeFindings(page)).toEqual([]);
    await press(frame, "Envoyer");
    await one.log.getByText(/mardi 1 décembre à 14:05\.\s+Lieu : au collège/).waitFor();
  });

  it("shows hostile words of an intake as text and nothing else", async () => {
    const roomId = await talk(await victim(), amina, "online", "bonjour");
    const planted = `<img src=x onerror="document.documentElement.dataset.owned='yes'">`;
    const manner = { replaceIntakeBody: planted };
    const { frame } = await widget(amina, roomId, manner);
    await says(frame, planted);
    const owned = () => frame.locator("html").evaluate((html) => html.dataset["owned"] ?? null);
    expect(await frame.locator("img").count()).toBe(0);
    expect(await owned()).toBeNull();
    // The control: as HTML the same words are an image.
    await frame.locator("body").evaluate((body, html) => void (body.innerHTML = html), planted);
    expect(await frame.locator("img").count()).toBe(1);
  });

  it("tells when the page is away, hands over, cancels, calls a second officer, puts back and concludes", async () => {
    const one = await victim();
    const roomId = await talk(one, amina, "home", "bonjour");
    const { frame, page } = await widget(amina, roomId, { language: "en" });
    await one.context.setOffline(true);
    await frame.getByText("Connection lost").waitFor({ timeout: 90_000 });
    await says(frame, /Do not write first/);
    await one.context.setOffline(false);
    await says(frame, "Page open");
    await frame.getByRole("tab", { name: "Handover" }).click();
    await says(frame, "No officer is free at the moment.");
    await press(frame, "Ask for a second officer");
    await says(frame, "Somebody is being looked for.");
    expect(await axeFindings(page)).toEqual([]);
    await press(frame, "Cancel the handover");
    await says(frame, "The last handover was cancelled.");
    await bruno.onDuty(permanenceOf(officerNamed("bruno").corps), { capacity: 1, skills: [] });
    await frame.getByText("No officer is free at the moment.").waitFor({ state: "detached" });
    await pick(frame, "To whom", "A free officer");
    await press(frame, "Hand over");
    await bruno.waitForInvitation(60_000);
    await bruno.accept(roomId);
    await isOut(amina, roomId);
    await says(frame, /somebody else has taken it on/);
    const theirs = await widget(bruno, roomId);
    await theirs.frame.getByRole("tab", { name: "Terminer" }).click();
    await press(theirs.frame, "Remettre en attente");
    await isOut(bruno, roomId);
    await amina.waitForInvitation(60_000);
    await amina.accept(roomId);
    const again = await widget(amina, roomId);
    await again.frame.getByRole("tab", { name: "Terminer" }).click();
    await pick(again.frame, "Orientation", "Plainte");
    expect(await axeFindings(again.page)).toEqual([]);
    await press(again.frame, "Terminer la conversation");
    await press(again.frame, "Oui, terminer");
    await one.statusSays(/termin/i);
  });
});

/** Coming back to a conversation with a phrase (ADR 0012), in real browsers, with a real officer who goes on with the same person. */
import { argon2Sync, createHash, hkdfSync } from "node:crypto";
import { dirname } from "node:path";
import type { OfficerClient } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { dumpDatabases, filesBelow, type Place, search } from "./src/everythingStored.ts";
import { overflows } from "./src/measures.ts";
import { choosePhrase, comeBack, give, makePhrase, openReturn, openSheet, repeat, unmistakable } from "./src/phrase.ts";
import { inUse, searchProfile } from "./src/profileSearch.ts";
import { adminToken, dismiss, endpoints, homeserver, knowsRoom, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { numberOf, order } from "./src/orders.ts";
import { take, talk } from "./src/talk.ts";
import { storesHolding } from "./src/traces.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const open = (): Promise<VictimBrowser> => VictimBrowser.open(endpoints().victimWeb);
const victimsIn = (officer: OfficerClient, roomId: string): string[] =>
  (officer.client.getRoom(roomId)?.getJoinedMembers() ?? [])
    .map(({ userId }) => userId)
    .filter((userId) => userId.startsWith("@victim-"));

/** What the log shows, from top to bottom. */
async function said(victim: VictimBrowser, texts: readonly string[]): Promise<string[]> {
  const all = await victim.log.innerText();
  return texts.filter((text) => all.includes(text)).sort((a, b) => all.indexOf(a) - all.indexOf(b));
}

/** As the page derives them, by OpenSSL. */
function keysOf(words: readonly string[]) {
  const plain = words.map((word) => word.normalize("NFKD").replace(/\p{M}/gu, "")).join(" ");
  const origin = new URL(endpoints().victimWeb).origin;
  const nonce = createHash("sha256").update(`org.abri.return ${origin}`).digest().subarray(0, 16);
  const cost = { parallelism: 1, tagLength: 32, memory: 64 * 1024, passes: 3 };
  const stretched = argon2Sync("argon2id", { message: `words:${plain}`, nonce, ...cost });
  const part = (name: string): Buffer => Buffer.from(hkdfSync("sha256", stretched, "", `org.abri.return ${name}`, 32));
  return { plain, stretched, lookup: part("lookup"), proof: part("proof"), storage: part("storage") };
}

describe("six words", () => {
  let first: VictimBrowser;
  let second: VictimBrowser;
  let third: VictimBrowser;
  let amina: OfficerClient;
  let roomId: string;
  let phrase: string[];
  let person: string[];
  const before = ["je ne veux pas rentrer", "je vous écoute", "c'est mon beau-père", "vous avez bien fait"];
  const after = ["me revoilà", "je suis toujours là"];

  beforeAll(async () => {
    amina = await officerOnDuty("amina", 1);
    first = await open();
    roomId = await talk(first, amina, "home", before[0] ?? "");
    await amina.send(roomId, before[1] ?? "");
    await first.sees(before[1] ?? "");
    person = victimsIn(amina, roomId);
  });

  afterAll(async () => {
    await third.end();
    await third.close();
    await second.close();
    await dismiss("amina", amina);
  });

  it("are made after honest words, shown, asked for and kept; nothing is on the device", async () => {
    const sheet = await openSheet(first);
    await sheet.getByText("La personne qui connaît la phrase peut tout lire. Ne la dites à personne.").waitFor();
    expect(await axeFindings(first.page)).toEqual([]);
    const refused = await choosePhrase(first, "words");
    await first.page.getByRole("button", { name: "Je veux une autre phrase" }).click();
    await until("another phrase is shown", 5_000, async () => {
      const shown = await sheet.getByRole("listitem").allInnerTexts();
      return shown.join() !== refused.join();
    });
    phrase = (await sheet.getByRole("listitem").allInnerTexts()).map((word) => word.trim());
    expect([phrase.length, refused.length]).toEqual([6, 6]);
    expect(await axeFindings(first.page)).toEqual([]);

    await first.page.getByRole("button", { name: "Je la connais" }).click();
    await sheet.getByRole("textbox").fill("zoologique");
    expect(await axeFindings(first.page)).toEqual([]);
    await sheet.getByRole("button", { name: "Vérifier" }).click();
    await sheet.getByText("Ce n'est pas cela.").waitFor();
    await first.page.getByRole("button", { name: "Revoir la phrase" }).click();
    await repeat(first, "words", phrase);
    await first.page.getByRole("heading", { name: "C'est prêt" }).waitFor();
    expect(await axeFindings(first.page)).toEqual([]);
    await first.page.getByRole("button", { name: "Continuer la conversation" }).click();
    await first.page.getByText("Vous pouvez revenir avec votre phrase.").waitFor();
    expect(await storesHolding(first.page)).toEqual([]);
  });

  it("also keep what is said afterwards", async () => {
    await first.write(before[2] ?? "");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === before[2], 30_000);
    await amina.send(roomId, before[3] ?? "");
    await first.sees(before[3] ?? "");
  });

  it("open the conversation in a fresh browser: what was said, and the same officer, who sees the same person", async () => {
    await first.context.close();
    await until("the browser has ended", 10_000, () => !inUse(first.profile));
    second = await open();
    await comeBack(second, "words", phrase.map(unmistakable));
    for (const text of before) await second.sees(text);
    expect(await said(second, before)).toEqual(before);
    await second.statusSays(/vous parlez avec .*polici/i);
    // Nobody came: the officer was there.
    expect(await second.log.innerText()).not.toMatch(/rejoint/);
    expect(await second.log.innerText()).not.toMatch(/agent vérifié/);

    await second.write(after[0] ?? "");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === after[0], 60_000);
    await amina.send(roomId, after[1] ?? "");
    await second.sees(after[1] ?? "");
    expect([victimsIn(amina, roomId), person.length]).toEqual([person, 1]);
    const trust = await amina.client.getCrypto()?.getUserVerificationStatus(person[0] ?? "");
    expect([trust?.known, trust?.needsUserApproval]).toEqual([true, false]);
  });

  it("leave nothing in the profile of the browser in which they were made; what is planted there is found", async () => {
    const spellings = [phrase.join(" "), phrase.join('","'), phrase.join("\n"), ...before];
    expect(searchProfile(first.profile, spellings)).toEqual([]);
    const planted = await VictimBrowser.open(endpoints().victimWeb);
    await planted.page.evaluate((words) => localStorage.setItem("planted", words), phrase.join(" "));
    await planted.context.close();
    await until("the browser has ended", 10_000, () => !inUse(planted.profile));
    expect(searchProfile(planted.profile, [phrase.join(" ")])).not.toEqual([]);
    await planted.close();
    await first.close();
  });

  it("tell the page before that it is over, and take from it what it showed", async () => {
    third = await VictimBrowser.open(endpoints().victimWeb);
    await comeBack(third, "words", phrase);
    await second.statusSays(/continue ailleurs/);
    expect(await said(second, [...before, ...after])).toEqual([]);
    for (const text of [...before, ...after]) await third.sees(text);
    expect(await said(third, [...before, ...after])).toEqual([...before, ...after]);
    await third.write("encore une fois");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "encore une fois", 60_000);
  });

  it("left nothing of what was typed in the profile of the browser that came back", async () => {
    const typed = phrase.map(unmistakable);
    await second.context.close();
    await until("the browser has ended", 10_000, () => !inUse(second.profile));
    expect(searchProfile(second.profile, [...typed, ...before, ...after])).toEqual([]);
  });

  it("are in no database, log or body, nor what opens the keys; hashes and a planted phrase are found", async () => {
    const { plain, stretched, lookup, proof, storage } = keysOf(phrase);
    const stored = async (): Promise<Place[]> => [
      ...(await dumpDatabases(endpoints().postgres)),
      ...(await filesBelow(dirname(endpoints().processes[0]?.log ?? ""))),
    ];
    const places = await stored();
    const told = await filesBelow(inject("bodiesFolder"));
    const never = [plain, phrase.join(" "), stretched, storage];
    expect(search([...places, ...told], never)).toEqual([]);
    // The gateway is told these two, and keeps their hashes alone.
    expect(search(places, [lookup, proof])).toEqual([]);
    expect(new Set(search(told, [lookup, proof]).map(({ word }) => word))).toEqual(new Set([lookup, proof]));
    const hashes = [lookup, proof].map((key) => createHash("sha256").update(key.toString("base64url")).digest());
    expect(new Set(search(places, hashes).map(({ place }) => place))).toEqual(new Set(["abri: public.returns"]));

    const headers = { authorization: `Bearer ${await adminToken("victims")}` };
    const room = await fetch(`${homeserver("victims").client}/_matrix/client/v3/createRoom`, {
      method: "POST",
      headers,
      body: JSON.stringify({ topic: `${plain} ${storage.toString("base64")}` }),
    });
    expect(room.status).toBe(200);
    const found = search(await stored(), [plain, storage]);
    expect(new Set(found.map(({ word }) => word)).size).toBe(2);
  });
});

describe("a page that has come back", () => {
  it("names the officers who have gone, and tells the next one what they said", async () => {
    const amina = await officerOnDuty("amina", 1);
    const first = await open();
    const roomId = await talk(first, amina, "online", "avant la relève");
    await amina.send(roomId, "je passe la main");
    await first.sees("je passe la main");
    const name = await first.log
      .getByText(/^Un policier, n°\s\d+$/)
      .first()
      .innerText();
    const phrase = await makePhrase(first, "words");
    const claire = await officerOnDuty("claire", 1);
    onTestFinished(() => dismiss("claire", claire));
    const number = numberOf(amina, roomId);
    expect(await order("amina", amina, `!relève ${number} gendarmerie`)).toBe(`${number} : c’est fait.`);
    await take(claire, "avant la relève");
    await first.log.getByText(/La conversation continue avec/).waitFor();
    await dismiss("amina", amina);
    await claire.send(roomId, "je suis là");
    await first.sees("je suis là");
    await first.close();

    const second = await open();
    await comeBack(second, "words", phrase);
    await second.sees("je passe la main");
    await second.statusSays(/vous parlez avec .*gendarme/i);
    expect(await second.log.innerText()).not.toMatch(/agent vérifié/i);
    await second.log.getByText(name, { exact: true }).first().waitFor();

    const denis = await officerOnDuty("denis", 1);
    onTestFinished(() => dismiss("denis", denis));
    expect(await order("claire", claire, `!renfort ${number} gendarmerie`)).toBe(`${number} : c’est fait.`);
    await denis.waitForInvitation(60_000);
    await denis.accept(roomId);
    const told = [`${name.toLowerCase()} : je passe la main`, "je suis là"];
    await denis.waitForMessage(
      roomId,
      (m) => m.kind === "text" && told.every((text) => m.text.toLowerCase().includes(text)),
      60_000,
    );
    await denis.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "avant la relève", 60_000);
    await second.end();
    await second.close();
  }, 400_000);
});

describe("eight pictures", () => {
  it("do the same, and the person may have ended the conversation in between only as long as it is not erased", async () => {
    const amina = await officerOnDuty("amina", 1);
    const first = await open();
    const roomId = await talk(first, amina, "online", "avant les images");
    const phrase = await makePhrase(first, "pictures");
    expect(phrase).toHaveLength(8);
    await first.close();

    const second = await open();
    await openReturn(second);
    await second.page.setViewportSize({ width: 320, height: 568 });
    await second.page.getByRole("radio", { name: "Huit images" }).check();
    await second.page.getByRole("button", { name: "fusée", exact: true }).click();
    // What lies half under the bar of the exit is no smaller for that.
    await second.page.evaluate(() => scrollTo(0, 0));
    expect(await axeFindings(second.page)).toEqual([]);
    expect(await overflows(second.page)).toEqual([]);
    await second.page.getByRole("button", { name: "Enlever la dernière image" }).click();
    await give(second, "pictures", phrase);
    await second.sees("avant les images");
    await second.write("après les images");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "après les images", 60_000);

    await second.end();
    await second.page.getByText("Avec votre phrase, vous pouvez revenir").waitFor();
    await until("the room is erased", 60_000, async () => !(await knowsRoom("victims", roomId)));
    const third = await open();
    await openReturn(third);
    await give(third, "pictures", phrase);
    await third.page.getByText("Cette phrase n'ouvre rien.").waitFor();
    await second.close();
    await third.close();
    await dismiss("amina", amina);
  });
});

/** Last, because whoever tries from here then waits. */
describe("a phrase that is wrong", () => {
  it("tells nothing, then has to wait as long as the page says; the right one opens afterwards; by the keyboard alone", async () => {
    const first = await open();
    await first.choose("school");
    await first.start();
    await first.page.getByRole("button", { name: "Pouvoir revenir plus tard" }).isEnabled();
    const phrase = await makePhrase(first, "words");
    await first.close();

    const victim = await open();
    const { page } = victim;
    await openReturn(victim);
    expect(await axeFindings(page)).toEqual([]);
    // Too few words: nothing is asked of anybody, and the field that is missing has the focus.
    await page.getByLabel("Mot 1", { exact: true }).fill(phrase[0] ?? "");
    await page.keyboard.press("Enter");
    expect(await page.getByLabel("Mot 2", { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
      true,
    );

    const wrong = [...phrase.slice(1), phrase[0] ?? ""];
    await page.getByLabel("Mot 1", { exact: true }).focus();
    for (const word of wrong) {
      await page.keyboard.press("Control+A");
      await page.keyboard.type(word);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByText("Cette phrase n'ouvre rien.").waitFor();
    expect(await axeFindings(page)).toEqual([]);

    const back = page.getByRole("button", { name: "Revenir", exact: true });
    const waiting = page.getByRole("timer");
    for (let tries = 0; tries < 8 && !(await waiting.isVisible()); tries += 1) {
      await back.click();
      await until("an answer", 30_000, async () => !(await page.getByText("Un instant.").isVisible()));
    }
    expect(await waiting.innerText()).toMatch(/^Trop d'essais\. Attendez \d+ seconde/);
    expect(await back.isDisabled()).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText("Vous pouvez réessayer.").waitFor({ timeout: 60_000 });
    await give(victim, "words", phrase);
    await victim.statusSays(/Vous pouvez écrire/);
    await victim.end();
    await victim.close();
  });
});

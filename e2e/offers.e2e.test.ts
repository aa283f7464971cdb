/** Who is asked: several conversations, several officers, an officer who does not answer. */
import type { OfficerClient } from "@abri/officer";
import { afterEach, describe, expect, it } from "vitest";
import { saidIn, signalOf, unreadIn } from "./src/permanence.ts";
import { dismiss, endpoints, officerOnDuty, permanenceOf } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const victims: VictimBrowser[] = [];
const officers = new Map<string, OfficerClient>();

async function victimWriting(text: string): Promise<VictimBrowser> {
  const victim = await VictimBrowser.open(endpoints().victimWeb);
  victims.push(victim);
  await victim.choose("school");
  await victim.start();
  await victim.write(text);
  return victim;
}

async function onDuty(localpart: string, capacity: number): Promise<OfficerClient> {
  const officer = await officerOnDuty(localpart, capacity);
  officers.set(localpart, officer);
  return officer;
}

async function acceptNext(officer: OfficerClient): Promise<{ roomId: string; text: string }> {
  const { roomId } = await officer.waitForInvitation(60_000);
  await officer.accept(roomId);
  const message = await officer.waitForMessage(roomId, ({ kind }) => kind === "text", 60_000);
  return { roomId, text: message.kind === "text" ? message.text : "" };
}

afterEach(async () => {
  for (const victim of victims.splice(0)) {
    if (!(await victim.hasEnded())) await victim.end();
    await victim.statusSays(/termin/i);
    await victim.close();
  }
  for (const [localpart, officer] of officers) await dismiss(localpart, officer);
  officers.clear();
});

describe("offers", () => {
  it("shares three conversations between two officers of two corps, within their capacity, and loses none", async () => {
    const amina = await onDuty("amina", 2);
    const claire = await onDuty("claire", 1);
    const texts = ["premier appel", "deuxième appel", "troisième appel"];
    const pages = await Promise.all(texts.map((text) => victimWriting(text)));

    const taken = await Promise.all([acceptNext(amina), acceptNext(amina), acceptNext(claire)]);
    expect(taken.map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
    expect(amina.invitations()).toEqual([]);
    expect(claire.invitations()).toEqual([]);

    for (const [i, { roomId, text }] of taken.entries()) {
      const officer = i < 2 ? amina : claire;
      await officer.send(roomId, `réponse à ${text}`);
    }
    for (const [i, text] of texts.entries()) await pages[i]?.sees(`réponse à ${text}`);
    const corps = await Promise.all(pages.map(async (page) => (await page.status.allTextContents()).join(" ")));
    expect(corps.filter((status) => /polici/i.test(status))).toHaveLength(2);
    expect(corps.filter((status) => /gendarme/i.test(status))).toHaveLength(1);

    const fourth = await victimWriting("quatrième appel");
    await fourth.statusSays(/file|cherchons/i);
    await pages[0]?.end();
    // Whoever is free again is asked: the fourth was not lost.
    const free = taken.findIndex(({ text }) => text === "premier appel") < 2 ? amina : claire;
    expect((await acceptNext(free)).text).toBe("quatrième appel");
  });

  it("asks the next officer when the first does not answer, and the second reads what was already said", async () => {
    const bruno = await onDuty("bruno", 1);
    const victim = await victimWriting("est-ce que quelqu'un est là ?");
    const unanswered = await bruno.waitForInvitation(60_000);
    const denis = await onDuty("denis", 1);
    const taken = await acceptNext(denis);
    expect(taken).toEqual({ roomId: unanswered.roomId, text: "est-ce que quelqu'un est là ?" });
    expect(bruno.invitations()).toEqual([]);
    await victim.statusSays(/gendarme/i);
  });
});

describe("an offer", () => {
  it("rings for the officer who is asked, louder than a message, and shows a colleague nothing new", async () => {
    const permanence = permanenceOf("police");
    const amina = await onDuty("amina", 1);
    const bruno = await onDuty("bruno", 1);
    await bruno.offDuty(permanence);
    for (const officer of [amina, bruno]) {
      await officer.markRead(permanence);
      await until("all is read", 30_000, () => unreadIn(officer, permanence).total === 0);
    }
    const victim = await victimWriting("vous êtes là ?");
    const { roomId, name } = await amina.waitForInvitation(60_000);
    const words = new RegExp(`^${name} : on vous attend`);
    await until("it rings", 30_000, () => saidIn(amina, permanence, words).length > 0);
    expect(saidIn(amina, permanence, words).map((event) => signalOf(amina, event))).toEqual([
      { notify: true, highlight: true, sound: true },
    ]);
    await until("the homeserver counts it", 30_000, () => unreadIn(amina, permanence).highlight === 1);
    await until("bruno's client has it", 30_000, () => saidIn(bruno, permanence, words).length > 0);
    expect(signalOf(bruno, saidIn(bruno, permanence, words)[0])).toEqual({
      notify: false,
      highlight: false,
      sound: false,
    });
    expect(unreadIn(bruno, permanence)).toEqual({ total: 0, highlight: 0 });
    // The control: an ordinary message is signalled to him, and counted.
    await amina.client.sendTextMessage(permanence, "je la prends");
    await until("bruno's homeserver counts it", 30_000, () => unreadIn(bruno, permanence).total === 1);
    expect(signalOf(bruno, saidIn(bruno, permanence, /^je la prends$/).at(-1)).notify).toBe(true);
    await amina.accept(roomId);
    await victim.statusSays(/polici/i);
  });
});

/** Immediately is the hard case: the message travels while the officer's homeserver joins (docs/adr/0007 and 0008). */
const hesitations = [0, 0, 0, 0, 200, 500, 1_500] as const;

describe("an officer who accepts", () => {
  it("at once, or after a while, reads the first message of every conversation", async () => {
    const amina = await onDuty("amina", hesitations.length);
    for (const [i, hesitation] of hesitations.entries()) {
      const victim = await victimWriting(`bonjour ${i}`);
      const { roomId } = await amina.waitForInvitation(60_000);
      await victim.page.waitForTimeout(hesitation);
      await amina.accept(roomId);
      await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === `bonjour ${i}`, 30_000);
      expect((await amina.messages(roomId)).map((m) => (m.kind === "text" ? m.text : m.kind))).toEqual([
        `bonjour ${i}`,
      ]);
      await victim.end();
      await victim.statusSays(/termin/i);
    }
  });
});

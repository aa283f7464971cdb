/**
 * What a hostile homeserver or a thief puts beside an attested officer, in a real conversation of the real page: each reads nothing, and the
 * attested officer still does.
 */
import { readFileSync } from "node:fs";
import { openOfficer, prepareOfficer, type OfficerClient } from "@abri/officer";
import { createCrossSignedClient, newAccount, replaceMasterKey } from "@abri/officer/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dismiss, endpoints, hostileServer, officerNamed, officerOnDuty, permanenceOf } from "./src/system.ts";
import { until } from "./src/until.ts";
import { take } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;
const open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
});

afterEach(async () => {
  await victim.end();
  await victim.statusSays(/termin/i);
  await victim.close();
  for (const client of open.splice(0)) await client.close();
});

async function conversationWith(officer: OfficerClient): Promise<string> {
  await victim.choose("online");
  await victim.start();
  await victim.write("avant");
  return take(officer, "avant");
}

async function reads(officer: OfficerClient, roomId: string, text: string): Promise<void> {
  await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === text, 60_000);
}

/** The attacker has the event that the officer could read, and it stays closed. */
async function readsNothing(attacker: OfficerClient, roomId: string, officer: OfficerClient, text: string) {
  const seen = (await officer.messages(roomId)).find((m) => m.kind === "text" && m.text === text);
  expect(seen).toBeDefined();
  const closed = await attacker.waitForMessage(roomId, (m) => m.eventId === seen?.eventId, 60_000);
  expect(closed.kind).toBe("undecryptable");
  expect((await attacker.messages(roomId)).filter(({ kind }) => kind === "text")).toEqual([]);
}

describe("reads nothing, while the attested officer does:", () => {
  it("an extra device of the officer, which the officer has not signed", async () => {
    const amina = await officerOnDuty("amina", 1);
    const { homeserver, userId, password } = officerNamed("amina");
    const extra = await openOfficer({ homeserver, userId, password });
    open.push(extra, { close: () => dismiss("amina", amina) });
    const roomId = await conversationWith(amina);
    await victim.write("un secret");
    await reads(amina, roomId, "un secret");
    await readsNothing(extra, roomId, amina, "un secret");
  });

  it("a cross-signed but unattested member whom the server has added, and whom the desk then removes", async () => {
    const amina = await officerOnDuty("amina", 1);
    const mallory = await createCrossSignedClient(await newAccount(endpoints(), "victims"));
    open.push(mallory, { close: () => dismiss("amina", amina) });
    const roomId = await conversationWith(amina);
    await hostileServer().withBlindDesk(async () => {
      await hostileServer().inviteAsBot(roomId, mallory.userId);
      await mallory.waitForInvitation(30_000);
      await mallory.accept(roomId);
      await victim.write("un secret");
      await reads(amina, roomId, "un secret");
      await readsNothing(mallory, roomId, amina, "un secret");
    });
    await until("the desk has removed the stranger", 30_000, () => {
      return mallory.client.getRoom(roomId)?.getMyMembership() !== "join";
    });
    await victim.write("encore un secret");
    await reads(amina, roomId, "encore un secret");
  });

  it("whoever has replaced the master key of the officer who was asked", async () => {
    const account = await newAccount(endpoints(), "police");
    const caCertificatePem = readFileSync(endpoints().caCertificate, "utf8");
    const privateKeyPem = readFileSync(endpoints().caCertificate.replace(/\.pem$/, ".key"), "utf8");
    const issuer = { certificatePem: caCertificatePem, privateKeyPem };
    const { recoveryKey } = await prepareOfficer({ ...account, caCertificatePem, issuer });
    const permanence = permanenceOf("police");
    await hostileServer().inviteAsBot(permanence, account.userId);
    const victor = await openOfficer({ ...account, recoveryKey });
    open.push({ close: () => victor.offDuty(permanence) }, victor);
    await victor.onDuty(permanence, { capacity: 1, skills: [] });
    const roomId = await conversationWith(victor);

    const thief = await replaceMasterKey(account);
    open.push(thief);
    // Until the page has heard of it, it encrypts for the officer whom it knew: not for the thief either.
    let written = 0;
    await until("the page keeps back what nobody attested could read", 60_000, async () => {
      written += 1;
      await victim.write(`secret ${written}`);
      await victim.page.waitForTimeout(1_500);
      return /en attente/.test(await victim.deliveryOf(`secret ${written}`));
    });
    await thief.waitForMessage(roomId, ({ kind }) => kind === "undecryptable", 60_000);
    expect((await thief.messages(roomId)).filter(({ kind }) => kind === "text")).toEqual([]);
    // Nothing is held back for ever in silence: the status does not say that anybody reads.
    expect(await victim.deliveryOf(`secret ${written}`)).not.toMatch(/envoyé/);
  });
});

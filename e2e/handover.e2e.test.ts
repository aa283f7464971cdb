/**
 * A conversation goes from one officer to another, of the same corps or across federation, as officers say it with any Matrix client: a line in
 * their Permanence.
 */
import type { OfficerClient } from "@abri/officer";
import { EventTimeline, MatrixError } from "matrix-js-sdk";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dismiss, endpoints, officerNamed, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { numberOf, order } from "./src/orders.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

let victim: VictimBrowser;
let amina: OfficerClient;
const others = new Map<string, OfficerClient>();

beforeEach(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
});

afterEach(async () => {
  await victim.context.setOffline(false);
  if (!(await victim.hasEnded())) await victim.end();
  await victim.close();
  for (const [localpart, officer] of [["amina", amina], ...others] as const) await dismiss(localpart, officer);
  others.clear();
});

async function onDuty(localpart: string): Promise<OfficerClient> {
  const officer = await officerOnDuty(localpart, 1);
  others.set(localpart, officer);
  return officer;
}

async function reads(officer: OfficerClient, roomId: string, text: string): Promise<void> {
  await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === text, 60_000);
}

async function takeOver(officer: OfficerClient, roomId: string): Promise<void> {
  const invitation = await officer.waitForInvitation(60_000);
  expect(invitation.roomId).toBe(roomId);
  await officer.accept(roomId);
}

const isOut = (officer: OfficerClient, roomId: string) =>
  until("the first officer is out", 30_000, () => officer.membership(roomId) !== "join");

/** The Megolm sessions of this room whose keys a device has. */
async function sessionsOf(officer: OfficerClient, roomId: string): Promise<string[]> {
  const keys = await officer.client.getCrypto()?.exportRoomKeys();
  return (keys ?? []).filter(({ room_id }) => room_id === roomId).map(({ session_id }) => session_id);
}

function sessionOf(officer: OfficerClient, roomId: string, eventId: string): string {
  const event = officer.client.getRoom(roomId)?.findEventById(eventId);
  return String(event?.getWireContent()["session_id"]);
}

describe("a handover from the police to the gendarmerie", () => {
  it("the second reads what was said before, the first cannot read what is said after, the victim is told in plain words", async () => {
    const roomId = await talk(victim, amina, "online", "avant la relève");
    await amina.send(roomId, "Je passe la main à une collègue.");
    await victim.sees("Je passe la main à une collègue.");
    const claire = await onDuty("claire");
    const number = numberOf(amina, roomId);
    expect(await order("amina", amina, `!relève ${number} gendarmerie`)).toBe(`${number} : c’est fait.`);
    await victim.log.getByText(/autre agent va venir/i).waitFor();
    await takeOver(claire, roomId);
    await reads(claire, roomId, "avant la relève");
    // What the first officer has said comes from the page, once more (ADR 0020).
    await claire.waitForMessage(
      roomId,
      (m) => m.kind === "text" && m.text.includes("Je passe la main à une collègue."),
      60_000,
    );
    await isOut(amina, roomId);
    await victim.statusSays(/vous parlez avec .*gendarme/i);
    await victim.write("après la relève");
    await reads(claire, roomId, "après la relève");
    await claire.send(roomId, "Je vous lis.");
    await victim.sees("Je vous lis.");
    const messages = await claire.messages(roomId);
    const eventOf = (text: string): string => messages.find((m) => m.kind === "text" && m.text === text)?.eventId ?? "";
    const aminas = await sessionsOf(amina, roomId);
    // The control: what she could read is among her keys.
    expect(aminas).toContain(sessionOf(claire, roomId, eventOf("avant la relève")));
    expect(aminas).not.toContain(sessionOf(claire, roomId, eventOf("après la relève")));
  });

  it("ten conversations in a row, and nothing is lost", async () => {
    const claire = await onDuty("claire");
    for (let turn = 1; turn <= 10; turn += 1) {
      const roomId = await talk(victim, amina, "home", `avant ${turn}`);
      await order("amina", amina, `!relève ${numberOf(amina, roomId)} gendarmerie`);
      await takeOver(claire, roomId);
      await victim.write(`pendant ${turn}`);
      await isOut(amina, roomId);
      await victim.write(`après ${turn}`);
      for (const text of [`avant ${turn}`, `pendant ${turn}`, `après ${turn}`]) await reads(claire, roomId, text);
      await victim.end();
      await victim.close();
      victim = await VictimBrowser.open(endpoints().victimWeb);
    }
    await victim.choose("home");
    await victim.start();
  }, 900_000);
});

describe("officers who come back", () => {
  it("police → gendarmerie → police → gendarmerie: each is told all that was said since they left, and can read everything", async () => {
    const roomId = await talk(victim, amina, "online", "victime 1");
    const claire = await onDuty("claire");
    const number = numberOf(amina, roomId);
    const [police, gendarmerie] = [
      ["amina", amina],
      ["claire", claire],
    ] as const;
    const stints = [police, gendarmerie, police, gendarmerie];
    const said: string[] = [];
    const sinceThen = new Map<OfficerClient, number>();
    for (const [index, [localpart, officer]] of stints.entries()) {
      if (index > 0) {
        await takeOver(officer, roomId);
        const missed = said.slice(sinceThen.get(officer) ?? 0);
        // An officer who comes for the first time reads the victim's own words in the room.
        const told = sinceThen.has(officer) ? missed : missed.filter((text) => text.startsWith("agent"));
        await officer.waitForMessage(
          roomId,
          (m) =>
            m.kind === "text" &&
            m.text.includes("selon la page de la personne") &&
            told.every((text) => m.text.includes(text)),
          60_000,
        );
        await isOut(stints[index - 1]?.[1] ?? officer, roomId);
        await victim.write(`victime ${index + 1}`);
      }
      await reads(officer, roomId, `victime ${index + 1}`);
      await officer.send(roomId, `agent ${index + 1}`);
      await victim.sees(`agent ${index + 1}`);
      said.push(`victime ${index + 1}`, `agent ${index + 1}`);
      sinceThen.set(officer, said.length);
      const read = (await officer.messages(roomId)).flatMap((m) => (m.kind === "text" ? [m.text] : []));
      for (const text of said)
        expect(
          read.some((one) => one.includes(text)),
          `${localpart}: ${text}`,
        ).toBe(true);
      const next = stints[index + 1]?.[0];
      if (next === undefined) continue;
      const answer = await order(localpart, officer, `!relève ${number} ${officerNamed(next).corps}`);
      expect(answer).toBe(`${number} : c’est fait.`);
    }
  }, 400_000);
});

describe("a second officer who does not come", () => {
  it("declines: the next one is asked, and the first stays until then", async () => {
    const roomId = await talk(victim, amina, "school", "bonjour");
    const number = numberOf(amina, roomId);
    const claire = await onDuty("claire");
    await order("amina", amina, `!relève ${number} gendarmerie`);
    const { roomId: asked } = await claire.waitForInvitation(60_000);
    const denis = await onDuty("denis");
    await claire.decline(asked);
    await takeOver(denis, roomId);
    await isOut(amina, roomId);
    await victim.write("vous êtes le troisième");
    await reads(denis, roomId, "vous êtes le troisième");
    await reads(denis, roomId, "bonjour");
  });

  it("does not answer: the invitation is withdrawn, and whoever ordered it is told in the room", async () => {
    const roomId = await talk(victim, amina, "school", "bonjour");
    const claire = await onDuty("claire");
    const number = numberOf(amina, roomId);
    await order("amina", amina, `!relève ${number} ${claire.userId}`);
    await claire.waitForInvitation(60_000);
    await until("the invitation is withdrawn", 90_000, () => claire.invitations().length === 0);
    const topic = () =>
      String(
        amina.client
          .getRoom(roomId)
          ?.getLiveTimeline()
          .getState(EventTimeline.FORWARDS)
          ?.getStateEvents("m.room.topic", "")
          ?.getContent()["topic"] ?? "",
      );
    await until("the room says so", 30_000, () => /personne n’est venu/.test(topic()));
    await victim.write("toujours là ?");
    await reads(amina, roomId, "toujours là ?");
  });
});

describe("when the victim's page is away", () => {
  it("the first officer invites with their own client, and the second reads what was said when the page is back", async () => {
    const roomId = await talk(victim, amina, "online", "je dois couper");
    const number = numberOf(amina, roomId);
    const claire = await onDuty("claire");
    await victim.context.setOffline(true);
    await order("amina", amina, `!relève ${number} ${claire.userId}`);
    const mayInvite = () => amina.client.getRoom(roomId)?.canInvite(amina.userId) ?? false;
    expect(mayInvite()).toBe(false);
    await until("the desk lends the right to invite", 60_000, mayInvite);
    // Her homeserver may refuse what her client shows as allowed already: once more, as a person would press again.
    await until("the invitation is taken", 20_000, () =>
      amina.client.invite(roomId, claire.userId, { shareEncryptedHistory: true }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof MatrixError && error.errcode === "M_FORBIDDEN") return false;
          throw error;
        },
      ),
    );
    await takeOver(claire, roomId);
    await isOut(amina, roomId);
    await victim.context.setOffline(false);
    // Of what another officer gives on, the client believes nothing: the page says it again when it is back (ADR 0019).
    await claire.waitForMessage(roomId, (m) => m.kind === "text" && m.text.includes("je dois couper"), 60_000);
    await victim.statusSays(/vous parlez avec .*gendarme/i);
    await victim.write("me revoilà");
    await reads(claire, roomId, "me revoilà");
    // Lent, and taken back.
    await until("nobody but the victim may invite", 30_000, () => {
      const powers = claire.client
        .getRoom(roomId)
        ?.getLiveTimeline()
        .getState(EventTimeline.FORWARDS)
        ?.getStateEvents("m.room.power_levels", "")
        ?.getContent();
      return Object.keys((powers?.["users"] ?? {}) as object).every((userId) => userId.startsWith("@victim-"));
    });
  });
});

describe("without a widget", () => {
  it("an officer goes on duty, takes a break, puts a conversation back, and ends it, all in words", async () => {
    const roomId = await talk(victim, amina, "online", "bonjour");
    const number = numberOf(amina, roomId);
    expect(await order("amina", amina, "!pause")).toMatch(/en pause/);
    const bruno = await onDuty("bruno");
    expect(await order("bruno", bruno, `!clore ${number}`)).toMatch(/pas dans cette conversation/);
    expect(await order("amina", amina, `!attente ${number}`)).toBe(`${number} : c’est fait.`);
    await isOut(amina, roomId);
    await takeOver(bruno, roomId);
    await reads(bruno, roomId, "bonjour");
    await victim.statusSays(/vous parlez avec/i);
    expect(await order("bruno", bruno, `!clore ${number}`)).toBe(`${number} : c’est fait.`);
    await victim.statusSays(/termin/i);
    expect(await order("amina", amina, "!service 1")).toMatch(/de service/);
    expect(await order("amina", amina, "!bonjour")).toMatch(/!relève 48-21/);
  });
});

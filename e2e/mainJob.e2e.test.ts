/**
 * The main job: a child writes before any officer is there, an officer of another homeserver reads and answers, the child ends it, and
 * everything is gone. In the same run, none of the words is found anywhere on the servers.
 */
import { dirname } from "node:path";
import type { OfficerClient } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { dumpDatabases, filesBelow, search } from "./src/everythingStored.ts";
import { adminToken, dismiss, endpoints, homeserver, knowsRoom, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const mark = Math.random().toString(36).slice(2, 10);
const fromVictim = `On m'envoie des photos « truquées » de moi… j'ai peur 😢 mirabelle-${mark}`;
const second = `Ça dure depuis la rentrée, à l'école aussi. coquelicot-${mark}`;
const fromOfficer = `Bonjour, je suis là. Ce n'est pas ta faute 💙 tournesol-${mark}`;
const words = [fromVictim, second, fromOfficer, `mirabelle-${mark}`, `coquelicot-${mark}`, `tournesol-${mark}`];

describe("a conversation from the first message to erasure", () => {
  let victim: VictimBrowser;
  let amina: OfficerClient;
  let roomId: string;

  beforeAll(async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
  });

  afterAll(async () => {
    await victim.close();
    await dismiss("amina", amina);
  });

  it("starts in two actions and keeps what is written before any officer is on duty", async () => {
    await victim.choose("online");
    await victim.start();
    await victim.write(fromVictim);
    await victim.sees(fromVictim);
    await victim.statusSays(/file|cherchons/i);
  });

  it("asks the officer who comes on duty, who reads exactly that text", async () => {
    amina = await officerOnDuty("amina", 1);
    const invitation = await amina.waitForInvitation(30_000);
    roomId = invitation.roomId;
    expect(invitation.name).toMatch(/^Conversation \d\d-\d\d$/);
    await amina.accept(roomId);
    const message = await amina.waitForMessage(roomId, ({ kind }) => kind === "text", 30_000);
    expect(message).toMatchObject({ kind: "text", text: fromVictim });
    expect(await amina.intake(roomId)).toMatchObject({ situation: "online", language: "fr" });
  });

  it("says to whom the victim is connected, and shows the answer", async () => {
    await victim.statusSays(/polici/i);
    await amina.send(roomId, fromOfficer);
    await victim.sees(fromOfficer);
    await victim.write(second);
    const message = await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === second, 30_000);
    expect(message.kind).toBe("text");
  });

  it("left none of the words in any database, log or HTTP body, and the same search finds a word put in clear", async () => {
    const places = async () => [
      ...(await dumpDatabases(endpoints().postgres)),
      ...(await filesBelow(dirname(endpoints().processes[0]?.log ?? ""))),
      ...(await filesBelow(inject("bodiesFolder"))),
    ];
    const before = await places();
    expect(before.some(({ name }) => name.includes("synapse_police: public.event_json"))).toBe(true);
    expect(search(before, words)).toEqual([]);

    const planted = `géranium-${mark}`;
    const headers = { authorization: `Bearer ${await adminToken("victims")}` };
    const client = homeserver("victims").client;
    const room = await fetch(`${client}/_matrix/client/v3/createRoom`, { method: "POST", headers, body: "{}" });
    const { room_id: clearRoom } = (await room.json()) as { room_id: string };
    await fetch(`${client}/_matrix/client/v3/rooms/${encodeURIComponent(clearRoom)}/send/m.room.message/planted`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ msgtype: "m.text", body: planted }),
    });
    await fetch(new URL("/api/conversations", endpoints().victimWeb), {
      method: "POST",
      headers: { "content-type": "application/json", "x-abri": "1" },
      body: JSON.stringify({ situation: planted }),
    });
    const found = search(await places(), [planted]).map(({ place }) => place);
    expect(found).toContain("synapse_victims: public.event_json");
    expect(found.some((place) => place.startsWith(inject("bodiesFolder")))).toBe(true);
  });

  it("is gone from both homeservers when the victim has ended it", async () => {
    expect([await knowsRoom("victims", roomId), await knowsRoom("police", roomId)]).toEqual([true, true]);
    await victim.end();
    await victim.statusSays(/termin/i);
    await until("the room is erased on both homeservers", 60_000, async () => {
      return !(await knowsRoom("victims", roomId)) && !(await knowsRoom("police", roomId));
    });
    expect(await victim.page.getByRole("textbox", { name: "Votre message" }).isVisible()).toBe(false);
  });
});

/** « Partager ma position »: asked for by a press, shown before it is sent, sent once, read by the officer alone. */
import { dirname } from "node:path";
import type { OfficerClient } from "@abri/officer";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { dumpDatabases, filesBelow, search } from "./src/everythingStored.ts";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const PLACE = { latitude: 48.856_614_2, longitude: 2.352_221_9, accuracy: 23.4 };
const ADDRESS = "12 rue des Lilas, troisième étage";

let victim: VictimBrowser;
let amina: OfficerClient;
let roomId: string;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
  victim = await VictimBrowser.open(endpoints().victimWeb);
  // Every call of the browser's geolocation is noted, before any script of the page runs.
  await victim.context.addInitScript(() => {
    const asked: string[] = [];
    (globalThis as unknown as { asked: string[] }).asked = asked;
    for (const name of ["getCurrentPosition", "watchPosition"] as const) {
      const original = navigator.geolocation[name].bind(navigator.geolocation) as (...given: unknown[]) => number;
      Object.defineProperty(navigator.geolocation, name, {
        value: (...given: unknown[]) => {
          asked.push(name);
          return original(...given);
        },
      });
    }
  });
  await victim.page.reload();
  roomId = await talk(victim, amina, "home", "je suis dehors");
});

afterAll(async () => {
  await victim.end();
  await victim.close();
  await dismiss("amina", amina);
});

const asked = (): Promise<string[]> => victim.page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

async function openSheet(): Promise<void> {
  await victim.page.getByRole("button", { name: "Ajouter une image" }).click();
}

const positions = async () => (await amina.messages(roomId)).filter((message) => message.kind === "position");

describe("the position", () => {
  it("is asked of nobody until the person presses, and a refusal is a plain sentence that leaves the address to write", async () => {
    await victim.context.clearPermissions();
    await openSheet();
    expect(await asked()).toEqual([]);
    await victim.page.getByRole("button", { name: "Partager ma position" }).click();
    await victim.page.getByText("Vous n'avez pas donné la permission").waitFor();
    expect(await asked()).toEqual(["getCurrentPosition"]);
    await victim.page.getByRole("textbox", { name: "Adresse, étage" }).fill("près de la gare");
    await victim.page.getByRole("button", { name: "Envoyer l'adresse" }).click();
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "Adresse\u00a0: près de la gare", 60_000);
    expect(await positions()).toEqual([]);
  });

  it("is shown with its accuracy before it is sent, and can be cancelled", async () => {
    await victim.context.grantPermissions(["geolocation"]);
    await victim.context.setGeolocation(PLACE);
    await openSheet();
    await victim.page.getByRole("button", { name: "Partager ma position" }).click();
    await victim.page.getByText("48.85661, 2.35222, à 24 mètres près").waitFor();
    await victim.page.getByRole("button", { name: "Annuler" }).click();
    expect(await asked()).toHaveLength(2);
    expect(await positions()).toEqual([]);
  });

  it("arrives as a place that any Matrix client reads, once, with the address that was written", async () => {
    await openSheet();
    await victim.page.getByRole("button", { name: "Partager ma position" }).click();
    await victim.page.getByText("48.85661, 2.35222").waitFor();
    await victim.page.getByRole("textbox", { name: "Adresse, étage" }).fill(ADDRESS);
    await victim.page.getByRole("button", { name: "Envoyer ma position" }).click();
    const message = await amina.waitForMessage(roomId, (m) => m.kind === "position", 60_000);
    expect(message).toMatchObject({
      geoUri: "geo:48.85661,2.35222;u=24",
      text: `Ma position\u00a0: 48.85661, 2.35222 (à 24 m près).\nAdresse\u00a0: ${ADDRESS}`,
    });
    await victim.write("et après");
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "et après", 60_000);
    expect(await positions()).toHaveLength(1);
    // Nothing goes on asking.
    expect(await asked()).toEqual(Array<string>(3).fill("getCurrentPosition"));
  });

  it("is not asked for when the address alone is written", async () => {
    await openSheet();
    await victim.page.getByRole("button", { name: "Écrire mon adresse" }).click();
    await victim.page.getByRole("textbox", { name: "Adresse, étage" }).fill("chez la voisine");
    await victim.page.getByRole("button", { name: "Envoyer l'adresse" }).click();
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text.endsWith("chez la voisine"), 60_000);
    expect(await asked()).toHaveLength(3);
  });

  it("lies in clear in no database, log or HTTP body", async () => {
    const places = [
      ...(await dumpDatabases(endpoints().postgres)),
      ...(await filesBelow(dirname(endpoints().processes[0]?.log ?? ""))),
      ...(await filesBelow(inject("bodiesFolder"))),
    ];
    // What is found when it is there: mainJob.e2e.test.ts.
    expect(search(places, ["48.85661", "rue des Lilas", "chez la voisine"])).toEqual([]);
  });
});

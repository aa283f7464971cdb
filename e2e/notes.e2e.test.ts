/**
 * Private notes in a real browser: an officer of the police writes one in the widget and puts the conversation back; when nobody of the police is in
 * it any more, an officer of the gendarmerie reads it in hers. No server can.
 */
import { dirname } from "node:path";
import type { OfficerClient } from "@abri/officer";
import type { FrameLocator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { dumpDatabases, filesBelow, search } from "./src/everythingStored.ts";
import { dismiss, endpoints, officerNamed, officerOnDuty, permanenceOf } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";
import { isTrusted } from "./src/widgetHost/trusted.ts";
import { type Manner, type OpenWidget, WidgetHost } from "./src/widgetHost/widgetHost.ts";

const mark = Math.random().toString(36).slice(2, 10);
const markup = `<img src=x onerror="document.documentElement.dataset.owned='yes'">`;
const first = `Rappeler le collège. aubépine-${mark} ${markup}`;
const second = `Ne pas appeler avant 17 h. bleuet-${mark}`;
const edited = `Ne pas appeler avant 18 h. sauge-${mark}`;
const words = [first, second, edited, `aubépine-${mark}`, `bleuet-${mark}`, `sauge-${mark}`];

let host: WidgetHost;
let victim: VictimBrowser;
const officers = new Map<string, OfficerClient>();
const opened: OpenWidget[] = [];

beforeAll(async () => {
  host = await WidgetHost.beside(endpoints().officerWeb);
});
afterAll(() => host.close());

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
});
afterEach(async () => {
  for (const { page } of opened.splice(0)) await page.context().close();
  if (!(await victim.hasEnded())) await victim.end();
  await victim.close();
  for (const [localpart, officer] of officers) await dismiss(localpart, officer);
  officers.clear();
});

const permanence = (localpart: string): string => permanenceOf(officerNamed(localpart).corps);

/** With a client that is there from now on: keys go to the devices that there are when a note is written. */
async function present(localpart: string, onDuty: boolean): Promise<OfficerClient> {
  const officer = await officerOnDuty(localpart, 1);
  officers.set(localpart, officer);
  if (!onDuty) await officer.offDuty(permanence(localpart));
  return officer;
}

async function widget(officer: OfficerClient, roomId: string, manner: Manner = {}): Promise<OpenWidget> {
  const one = await host.open(officer, roomId, manner);
  opened.push(one);
  return one;
}

function notesOf({ client }: OfficerClient): string {
  const room = client.getRooms().find((one) => one.getCanonicalAlias()?.startsWith("#permanence-notes:"));
  if (room === undefined) throw new Error("no room for notes");
  return room.roomId;
}

const tab = (frame: FrameLocator, name: string | RegExp) => frame.getByRole("tab", { name });
const written = (frame: FrameLocator, text: string | RegExp) => frame.getByRole("listitem").filter({ hasText: text });

describe("private notes", () => {
  it("go from the police to the gendarmerie when nobody of the police is there any more, and are read by no server", async () => {
    const amina = await present("amina", true);
    const claire = await present("claire", false);
    const notesRoom = notesOf(amina);
    const roomId = await talk(victim, amina, "school", "bonjour");
    const aminas = await widget(amina, roomId);
    await tab(aminas.frame, "Accueil").focus();
    for (let step = 0; step < 3; step += 1) await aminas.page.keyboard.press("ArrowLeft");
    await tab(aminas.frame, "Notes").and(aminas.frame.locator("[aria-selected=true]")).waitFor();
    expect(await axeFindings(aminas.page)).toEqual([]);
    await until("the rest was asked for", 30_000, () => aminas.asked.length > 0);
    expect(aminas.asked.filter((capability) => capability.includes(notesRoom))).toEqual([]);
    const before = aminas.asked.length;
    await aminas.frame.getByRole("button", { name: "Écrire une première note" }).press("Enter");
    const field = aminas.frame.getByRole("textbox", { name: "Note pour la suite" });
    await field.fill(first);
    await field.press("Control+Enter");
    await written(aminas.frame, first)
      .getByText(/^moi, /)
      .waitFor();
    expect(aminas.asked.slice(before).sort()).toEqual(
      [
        `org.matrix.msc2762.timeline:${notesRoom}`,
        "org.matrix.msc2762.receive.event:m.room.message#m.notice",
        "org.matrix.msc2762.receive.event:m.room.message#m.text",
        "org.matrix.msc2762.send.event:m.room.message#m.notice",
      ].sort(),
    );
    expect(aminas.asked.filter((one) => !isTrusted(one))).toEqual([]);
    expect(await axeFindings(aminas.page)).toEqual([]);

    await amina.offDuty(permanence("amina"));
    await tab(aminas.frame, "Terminer").click();
    await aminas.frame.getByRole("button", { name: "Remettre en attente" }).click();
    await until("nobody of the police is there", 30_000, () => amina.membership(roomId) !== "join");
    await claire.onDuty(permanence("claire"), { capacity: 1, skills: [] });
    expect((await claire.waitForInvitation(60_000)).roomId).toBe(roomId);
    await claire.accept(roomId);

    const claires = await widget(claire, roomId);
    await tab(claires.frame, "Notes (à lire)").click();
    await written(claires.frame, first)
      .getByText(/^Police n° \d+, /)
      .waitFor();
    // Shown as text and nothing else; the control: as HTML the same words are an image.
    expect(await claires.frame.locator("img").count()).toBe(0);
    expect(await axeFindings(claires.page)).toEqual([]);

    // Any client can write in the thread, and edit; the widget shows it without being asked.
    const { event_id: note } = await amina.client.sendMessage(notesRoom, {
      msgtype: "m.text" as never,
      body: second,
      "m.relates_to": { rel_type: "m.thread", event_id: await rootIn(amina, notesRoom) },
    } as never);
    await written(claires.frame, second).waitFor();
    await amina.edit(notesRoom, note, edited);
    await written(claires.frame, edited).waitFor();
    await written(claires.frame, second).waitFor({ state: "detached" });

    const places = async () => [
      ...(await dumpDatabases(endpoints().postgres)),
      ...(await filesBelow(dirname(endpoints().processes[0]?.log ?? ""))),
      ...(await filesBelow(inject("bodiesFolder"))),
    ];
    expect(search(await places(), words)).toEqual([]);
    // The control: written there in clear it is found, though the bot takes it away.
    const planted = `muguet-${mark}`;
    await sendInClear(amina, notesRoom, planted);
    const found = search(await places(), [planted]).map(({ place }) => place);
    expect(found).toContain("synapse_police: public.event_json");
    expect(found.some((place) => place.startsWith(inject("bodiesFolder")))).toBe(true);

    await claires.frame.locator("body").evaluate((body, html) => void (body.innerHTML = html), markup);
    expect(await claires.frame.locator("img").count()).toBe(1);
    await victim.end();
    await until("the note is gone from both clients", 90_000, () =>
      [amina, claire].every(({ client }) => client.getRoom(notesRoom)?.findEventById(note)?.isRedacted() === true),
    );
  });

  it("say what is missing: a permission of the client's, or the invitation that was not accepted", async () => {
    const bruno = await present("bruno", true);
    const roomId = await talk(victim, bruno, "home", "bonsoir");
    const notesRoom = notesOf(bruno);
    await bruno.leave(notesRoom);
    // On duty again, an officer who has left is invited again.
    await bruno.onDuty(permanence("bruno"), { capacity: 2, skills: [] });
    await until("bruno is invited", 30_000, () => bruno.membership(notesRoom) === "invite");
    const { frame, page } = await widget(bruno, roomId, { language: "en" });
    await tab(frame, "Notes").click();
    await frame.getByRole("button", { name: "Write a first note" }).click();
    await frame.getByText(/If an invitation to the room Notes is waiting for you, accept it/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // The room's events come to the client then, and the widget reads again by itself.
    await bruno.client.joinRoom(notesRoom);
    await frame.getByText("No note yet that you could read.").waitFor();

    const refused = await widget(bruno, roomId, { allows: (capability) => !capability.includes(notesRoom) });
    await tab(refused.frame, "Notes (à lire)").click();
    await refused.frame.getByText(/Elles sont dans le salon Notes/).waitFor();
    expect(await refused.frame.getByRole("textbox", { name: "Note pour la suite" }).count()).toBe(0);
  });
});

/** The first event of the last thread that was begun. */
async function rootIn({ client }: OfficerClient, notesRoom: string): Promise<string> {
  const isRoot = (body: unknown): boolean => String(body).startsWith("Notes de la conversation");
  const events = client.getRoom(notesRoom)?.getLiveTimeline().getEvents() ?? [];
  const root = events.findLast((event) => isRoot(event.getContent()["body"]));
  if (root === undefined) throw new Error("no thread was begun");
  return Promise.resolve(root.getId() ?? "");
}

async function sendInClear({ client }: OfficerClient, roomId: string, body: string): Promise<void> {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/planted`;
  const { status } = await fetch(client.getHomeserverUrl().replace(/\/$/, "") + path, {
    method: "PUT",
    headers: { authorization: `Bearer ${client.getAccessToken() ?? ""}` },
    body: JSON.stringify({ msgtype: "m.text", body }),
  });
  expect(status).toBe(200);
}

/** A bad network under a conversation, in a real browser: nothing is lost, nothing arrives twice or overtakes, and what is said is so. */
import type { OfficerClient } from "@abri/officer";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { dismiss, endpoints, officerOnDuty } from "./src/system.ts";
import { until } from "./src/until.ts";
import { talk } from "./src/talk.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const SEND = /\/send\/m\.room\.encrypted\//;

let victim: VictimBrowser;
let amina: OfficerClient;
let roomId: string;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
});

afterAll(() => dismiss("amina", amina));

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
  roomId = await talk(victim, amina, "school", "début");
});

afterEach(async () => {
  await victim.context.unrouteAll({ behavior: "ignoreErrors" });
  await victim.end();
  await victim.close();
  await until("the officer is free again", 60_000, () => amina.membership(roomId) !== "join");
});

async function aminaReads(text: string): Promise<void> {
  await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === text, 90_000);
}

async function read(): Promise<string[]> {
  return (await amina.messages(roomId)).map((m) => (m.kind === "text" ? m.text : m.kind));
}

function delivery(text: string, wanted: RegExp): Promise<void> {
  return until(`« ${text} » is ${wanted}`, 60_000, async () => wanted.test(await victim.deliveryOf(text)));
}

it("a message whose answer is lost on the way arrives once, under one transaction ID", async () => {
  const transactions: string[] = [];
  let lost = 0;
  await victim.context.route(SEND, async (route) => {
    transactions.push(route.request().url().split("/").at(-1) ?? "");
    if (lost++ >= 2) return route.continue();
    // It reaches the homeserver; the answer does not come back.
    await route.fetch();
    return route.abort("internetdisconnected");
  });
  await victim.write("une seule fois");
  await victim.write("ensuite");
  await aminaReads("ensuite");
  await delivery("ensuite", /envoyé/);
  await delivery("une seule fois", /envoyé/);
  expect(await read()).toEqual(["début", "une seule fois", "ensuite"]);
  const first = transactions[0] ?? "";
  expect(transactions.filter((one) => one.split(".")[0] === first.split(".")[0])).toEqual(
    transactions.filter((one) => one === first),
  );
});

it("airplane mode in the middle of a send: nothing is lost, nothing is there twice", async () => {
  let held: () => void = () => undefined;
  const onItsWay = new Promise<void>((resolve) => {
    held = resolve;
  });
  let first = true;
  await victim.context.route(SEND, async (route) => {
    if (!first) return route.continue();
    first = false;
    held();
    await victim.context.setOffline(true);
    return route.abort("internetdisconnected");
  });
  await victim.write("en plein envoi");
  await onItsWay;
  await victim.statusSays(/connexion perdue/i);
  expect(await victim.deliveryOf("en plein envoi")).toMatch(/en attente/);
  await victim.write("après");
  await victim.context.setOffline(false);
  await aminaReads("après");
  expect(await read()).toEqual(["début", "en plein envoi", "après"]);
  await delivery("après", /envoyé/);
});

it("more than a minute without a network: the page says so, keeps what is written, and sends it in order", async () => {
  await victim.context.setOffline(true);
  await victim.statusSays(/connexion perdue.*vos messages restent ici/i);
  for (const text of ["un", "deux", "trois"]) await victim.write(text);
  await new Promise((resolve) => setTimeout(resolve, 65_000));
  await victim.statusSays(/connexion perdue/i);
  for (const text of ["un", "deux", "trois"]) expect(await victim.deliveryOf(text)).toMatch(/en attente/);
  await victim.context.setOffline(false);
  await aminaReads("trois");
  await victim.statusSays(/vous parlez avec/i);
  expect(await read()).toEqual(["début", "un", "deux", "trois"]);
});

it("a message that is refused keeps the later ones back; tried again, all arrive in order; removed, the rest goes", async () => {
  const refuse = async (): Promise<void> => {
    await victim.context.route(SEND, (route) =>
      route.fulfill({ status: 403, contentType: "application/json", body: '{"errcode":"M_FORBIDDEN","error":"no"}' }),
    );
  };
  await refuse();
  await victim.write("premier");
  await victim.write("second");
  await delivery("premier", /n'a pas pu être envoyé/);
  expect(await victim.deliveryOf("second")).toMatch(/en attente/);
  await victim.context.unroute(SEND);
  await victim.write("troisième");
  expect(await victim.deliveryOf("troisième")).toMatch(/en attente/);
  await victim.log.getByRole("button", { name: "Réessayer" }).click();
  await aminaReads("troisième");
  expect(await read()).toEqual(["début", "premier", "second", "troisième"]);

  await refuse();
  await victim.write("à ne pas dire");
  await victim.write("à dire");
  await delivery("à ne pas dire", /n'a pas pu être envoyé/);
  await victim.context.unroute(SEND);
  await victim.log.getByRole("button", { name: "Supprimer" }).click();
  await aminaReads("à dire");
  expect((await read()).slice(4)).toEqual(["à dire"]);
  expect(await victim.page.content()).not.toContain("à ne pas dire");
});

it("one that is taken back while nobody knows whether it arrived is not there in the end", async () => {
  await victim.context.route(SEND, async (route) => {
    await route.fetch();
    await victim.context.setOffline(true);
    return route.abort("internetdisconnected");
  });
  await victim.write("je regrette");
  await victim.statusSays(/connexion perdue/i);
  const message = victim.log.locator(".message", { hasText: "je regrette" });
  await message.getByRole("button", { name: "Modifier ou retirer ce message" }).click();
  await message.getByRole("button", { name: "Retirer", exact: true }).click();
  await victim.log.getByText("retrait en attente").waitFor();
  await victim.context.unroute(SEND);
  await victim.context.setOffline(false);
  await amina.waitForMessage(roomId, (m) => m.kind === "withdrawn", 90_000);
  await victim.write("la suite");
  await aminaReads("la suite");
  expect(await read()).toEqual(["début", "withdrawn", "la suite"]);
});

it("a page that a phone has put to sleep catches up when it wakes, and says nothing untrue until then", async () => {
  const session = await victim.context.newCDPSession(victim.page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await amina.send(roomId, "dit pendant le sommeil");
  await new Promise((resolve) => setTimeout(resolve, 35_000));
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await victim.sees("dit pendant le sommeil");
  await victim.statusSays(/vous parlez avec/i);
  await victim.write("je suis réveillé");
  await aminaReads("je suis réveillé");
});

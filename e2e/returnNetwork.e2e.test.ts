/** Coming back with a phrase on a bad network, in a real browser: nothing is lost, nobody is told what is not so, and there is one device in the end. */
import type { OfficerClient } from "@abri/officer";
import type { Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { comeBack, give, makePhrase, openReturn } from "./src/phrase.ts";
import { adminToken, dismiss, endpoints, homeserver, officerOnDuty } from "./src/system.ts";
import { talk } from "./src/talk.ts";
import { until } from "./src/until.ts";
import { VictimBrowser } from "./src/victimBrowser.ts";

const SAID = ["je ne veux pas rentrer", "je vous écoute", "c'est difficile", "prenez votre temps"];
const BACKUP = /\/room_keys\/keys\?/;
const RETURNS = "**/api/returns";

let amina: OfficerClient;
let roomId: string;
let phrase: string[];
let victim: VictimBrowser;
let turn = 0;

beforeAll(async () => {
  amina = await officerOnDuty("amina", 1);
  const first = await VictimBrowser.open(endpoints().victimWeb);
  roomId = await talk(first, amina, "home", SAID[0] ?? "");
  for (const [index, text] of SAID.entries()) {
    if (index === 0) continue;
    if (index % 2 === 1) await amina.send(roomId, text);
    else await first.write(text);
    await first.sees(text);
  }
  await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === SAID[2], 60_000);
  phrase = await makePhrase(first, "words");
  await first.close();
});

beforeEach(async () => {
  victim = await VictimBrowser.open(endpoints().victimWeb);
});

afterEach(async () => {
  await victim.context.unrouteAll({ behavior: "ignoreErrors" });
  await victim.close();
});

afterAll(async () => {
  const last = await VictimBrowser.open(endpoints().victimWeb);
  await comeBack(last, "words", phrase);
  await last.statusSays(/vous parlez avec/i);
  await last.end();
  await last.close();
  await dismiss("amina", amina);
});

/** All of it is there, in order, and the officer reads what is written next. */
async function isBack(): Promise<void> {
  for (const text of SAID) await victim.log.getByText(text, { exact: true }).first().waitFor({ timeout: 90_000 });
  const all = await victim.log.innerText();
  const places = SAID.map((text) => all.indexOf(text));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  await victim.statusSays(/vous parlez avec .*polici/i);
  turn += 1;
  await victim.write(`me revoilà ${turn}`);
  await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === `me revoilà ${turn}`, 90_000);
}

async function devices(): Promise<number> {
  const [person] = (amina.client.getRoom(roomId)?.getJoinedMembers() ?? []).filter(({ userId }) =>
    userId.startsWith("@victim-"),
  );
  const { client } = homeserver("victims");
  const answer = await fetch(`${client}/_synapse/admin/v2/users/${encodeURIComponent(person?.userId ?? "")}/devices`, {
    headers: { authorization: `Bearer ${await adminToken("victims")}` },
  });
  return ((await answer.json()) as { total: number }).total;
}

const thereIsOneDevice = () => until("there is one device", 60_000, async () => (await devices()) === 1);

describe("before the conversation is there", () => {
  it("an answer that is lost: the page says what to do, and the phrase opens the next time", async () => {
    await victim.context.route(
      RETURNS,
      async (route) => {
        // It reaches the desk, which makes a device that nobody will ever use.
        await route.fetch();
        await route.abort("connectionreset");
      },
      { times: 1 },
    );
    await openReturn(victim);
    await give(victim, "words", phrase);
    await victim.page.getByText("La connexion est trop faible. Rien n'est perdu : réessayez.").waitFor();
    await victim.page.getByRole("button", { name: "Revenir", exact: true }).click();
    await isBack();
    await thereIsOneDevice();
  });

  it("the code that makes the keys does not come: it is not the device's fault", async () => {
    const again = victim.page.getByText("La connexion est trop faible. Rien n'est perdu : réessayez.");
    const press = () => victim.page.getByRole("button", { name: "Revenir", exact: true }).click();
    const workers: string[] = [];
    victim.page.on("worker", (worker) => workers.push(worker.url()));
    await victim.context.route(RETURNS, (route) => route.abort("connectionreset"));
    await openReturn(victim);
    await give(victim, "words", phrase);
    await again.waitFor();
    const [code = ""] = workers.slice(-1);
    let asked = 0;
    await victim.context.route(code, (route) => {
      asked += 1;
      return route.abort("connectionreset");
    });
    await press();
    await until("the code is asked for", 30_000, () => asked > 0);
    await again.waitFor();
    expect(await victim.page.getByText("Cet appareil n'arrive pas").count()).toBe(0);
    await victim.context.unrouteAll({ behavior: "ignoreErrors" });
    await press();
    await isBack();
  });
});

describe("while what was said is being fetched", () => {
  const searching = () => victim.log.getByText("Nous cherchons ce qui a été dit.");

  it("offline in the middle of the key backup: the page says so, what is written waits, and it goes on by itself", async () => {
    let asked = 0;
    await victim.context.route(BACKUP, async (route) => {
      asked += 1;
      if (asked > 1) return route.continue();
      await route.fetch();
      await victim.context.setOffline(true);
      return route.abort("internetdisconnected");
    });
    await comeBack(victim, "words", phrase);
    await victim.statusSays(/^Connexion perdue/);
    await searching().waitFor();
    await victim.write("écrit en attendant");
    expect(await victim.deliveryOf("écrit en attendant")).toMatch(/en attente/);
    await victim.context.setOffline(false);
    await isBack();
    await searching().waitFor({ state: "detached" });
    expect(asked).toBeGreaterThan(1);
    const read = (await amina.messages(roomId)).filter((m) => m.kind === "text" && m.text === "écrit en attendant");
    expect(read).toHaveLength(1);
    await thereIsOneDevice();
  });

  it("each request fails twice, by the server and by the network: it is made again", async () => {
    const failed = new Map<string, number>();
    await victim.context.route("**/_matrix/client/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      const what = `${route.request().method()} ${pathname}`;
      const times = (failed.get(what) ?? 0) + 1;
      failed.set(what, times);
      if (times === 1)
        return route.fulfill({ status: 500, json: { errcode: "M_UNKNOWN", error: "Internal server error" } });
      return times === 2 ? route.abort("connectionreset") : route.continue();
    });
    await comeBack(victim, "words", phrase);
    await isBack();
    // The control: what coming back needs was among them.
    const all = [...failed].filter(([, times]) => times > 2).map(([what]) => what);
    for (const part of ["account_data/org.abri.history", "room_keys/version", "room_keys/keys", "keys/query"])
      expect(
        all.some((what) => what.includes(part)),
        part,
      ).toBe(true);
  });

  it("slowly: the page says what it does until all is there", async () => {
    const late = async (route: Route): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await route.continue().catch(() => undefined);
    };
    await victim.context.route("**/_matrix/client/**", late);
    await comeBack(victim, "words", phrase);
    await searching().waitFor();
    await victim.statusSays(/vous parlez avec/i);
    await victim.write("lentement");
    await isBack();
    await searching().waitFor({ state: "detached" });
    await amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === "lentement", 60_000);
  });

  it("the page is closed in the middle: the phrase opens it again, and the device that was begun is forgotten", async () => {
    const held = new Promise<void>((resolve) => {
      void victim.context.route(BACKUP, () => resolve());
    });
    await comeBack(victim, "words", phrase);
    await held;
    await victim.close();
    victim = await VictimBrowser.open(endpoints().victimWeb);
    await comeBack(victim, "words", phrase);
    await isBack();
    await thereIsOneDevice();
  });

  it("another page comes back meanwhile: this one says that it goes on there, and not that it is unsafe", async () => {
    const begun = victim;
    let asked: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (asked = resolve));
    let letGo: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    await begun.context.route(BACKUP, async (route) => {
      asked();
      await released;
      await route.continue().catch(() => undefined);
    });
    // What the desk says comes later than what the homeserver says.
    await begun.context.route(/\/api\/conversation\?since/, async (route) => {
      await released;
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue().catch(() => undefined);
    });
    await comeBack(begun, "words", phrase);
    await held;
    victim = await VictimBrowser.open(endpoints().victimWeb);
    await comeBack(victim, "words", phrase);
    await isBack();
    letGo();
    await begun.statusSays(/continue ailleurs|n'est plus sûre/);
    expect(await begun.status.first().innerText()).toMatch(/continue ailleurs/);
    await begun.close();
    await thereIsOneDevice();
  });
});

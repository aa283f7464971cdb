/**
 * A conversation in every state, for everyone: axe in light and in dark, a narrow screen, a screen reader's tree, the keyboard alone.
 */
import { StartResponse } from "@abri/contract";
import type { OfficerClient } from "@abri/officer";
import { createCrossSignedClient, newAccount } from "@abri/officer/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFindings } from "./src/axe.ts";
import { focused, overflows } from "./src/measures.ts";
import { drawing } from "./src/states/drawing.ts";
import { everyState } from "./src/states/everyState.ts";
import { putStrangerIn, STRANGERS_WORDS } from "./src/states/hostile.ts";
import {
  dismiss,
  endpoints,
  hostileServer,
  officerNamed,
  officerOnDuty,
  permanenceOf,
  untilNobodyWaits,
} from "./src/system.ts";
import { until } from "./src/until.ts";
import { talk } from "./src/talk.ts";
import { SITUATIONS, VictimBrowser } from "./src/victimBrowser.ts";

const found: Record<string, string[]> = {};
const trees: Record<string, string> = {};

const LOOKS = [{ colorScheme: "dark" }, { colorScheme: "light" }] as const;

/** A conversation is as high as the screen: were the page longer than that, its status and its field could be pushed out of sight. */
async function scrolling(page: Page): Promise<string[]> {
  const [bounded, height, screen] = await page.evaluate(
    () => [document.querySelector(".bounded") !== null, document.documentElement.scrollHeight, innerHeight] as const,
  );
  return bounded && height > screen ? [`the page scrolls: ${height} > ${screen}`] : [];
}

async function look(page: Page, state: string): Promise<void> {
  trees[state] = await page.locator("body").ariaSnapshot();
  const seen: string[] = [];
  for (const media of LOOKS) {
    await page.emulateMedia({ ...media, reducedMotion: "reduce" });
    seen.push(...(await axeFindings(page)));
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  seen.push(...(await overflows(page)), ...(await scrolling(page)));
  if (size !== null) await page.setViewportSize(size);
  found[state] = seen;
}

const strangers: OfficerClient[] = [];
afterAll(async () => {
  for (const one of strangers) await one.close();
});
async function stranger(): Promise<OfficerClient> {
  const somebody = await createCrossSignedClient(await newAccount(endpoints(), "victims"));
  strangers.push(somebody);
  return somebody;
}

describe("every state of a conversation", () => {
  const victims: VictimBrowser[] = [];
  const officers: [string, OfficerClient][] = [];
  afterAll(async () => {
    for (const victim of victims) await victim.close();
    for (const [localpart, officer] of officers) await dismiss(localpart, officer);
  });

  it("is without a finding of axe, and fits into 320 px", async () => {
    const url = endpoints().victimWeb;
    const open = async (): Promise<VictimBrowser> => {
      const victim = await VictimBrowser.open(url);
      victims.push(victim);
      return victim;
    };
    const onDuty = async (localpart: string) => {
      const officer = await officerOnDuty(localpart, 1);
      officers.push([localpart, officer]);
      return { officer, permanence: permanenceOf(officerNamed(localpart).corps) };
    };
    await untilNobodyWaits();
    await everyState({ open, onDuty, look, server: hostileServer(), stranger }, url);
    expect(Object.keys(found).length).toBeGreaterThan(50);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((state) => [state, []])));
  }, 600_000);

  it("is looked at by what finds a defect that is planted there", async () => {
    const page = victims.at(-1)?.page;
    if (page === undefined) throw new Error("no page is left");
    await page.evaluate(() => {
      const wide = document.createElement("p");
      Object.assign(wide.style, { position: "absolute", top: "0", width: "50rem", height: "200vh" });
      document.querySelector("h1")?.after(document.createElement("button"));
      document.body.append(wide);
    });
    await look(page, "planted");
    expect(found["planted"]?.filter((line) => line.startsWith("button-name"))).toHaveLength(LOOKS.length);
    expect(found["planted"]).toContainEqual(expect.stringMatching(/^page: /));
    expect(found["planted"]).toContainEqual(expect.stringMatching(/^the page scrolls: /));
  });

  it("is said to a screen reader: the status, the log by its name, the field, and what can be done", () => {
    const has = (state: string, ...lines: readonly RegExp[]): void => {
      for (const line of lines) expect(trees[state], state).toMatch(line);
    };
    const field = /textbox "Votre message"/;
    has("starting", /status: Nous préparons/, field);
    has("waiting", /status: Vous êtes en première position.*Nous ne savons pas/, /log "Conversation"/, field);
    has("waiting-estimate", /status: Vous êtes en position 3.*moins de 10 minutes/);
    has("asked", /status: Nous avons demandé à un policier.*pas encore là/);
    has("connected", /status: Vous parlez avec un policier/, /button "Je suis en danger maintenant"/, field);
    has("second-coming", /log "Conversation":[^]*Un autre agent va venir/);
    has("second-here", /status: Vous parlez avec .* et /, /listitem: "?Un gendarme, n°\s\d+\s: identité vérifiée/);
    has("handed-over", /status: Vous parlez avec un gendarme/, /La conversation continue avec un gendarme/);
    has("menu", /button "Modifier"/, /button "Retirer"/, /button "Modifier ou retirer ce message" \[expanded\]/);
    has("editing", /Vous modifiez un message\./, /button "Annuler"/);
    has("failed", /n'a pas pu être envoyé/, /button "Réessayer"/, /button "Supprimer"/);
    has("picture", /region "Une image"/, /img "L'image, telle qu'elle sera envoyée"/, /button "Envoyer l'image"/);
    has("position", /region "Où vous êtes"/, /textbox "Adresse, étage, ce que vous voyez autour"/);
    has("picture-shown", /img "L'image reçue"/, /button "Cacher l'image"/);
    has("stranger", /Dans cette conversation.*quelqu'un d'autre, sans pouvoir lire/, /2 messages ne sont pas affichés/);
    has("stranger", /listitem: "?Quelqu'un d'autre est dans la pièce, sans pouvoir lire/, field);
    for (const words of STRANGERS_WORDS) expect(trees["stranger"]).not.toContain(words);
    has("stranger-gone", /2 messages ne sont pas affichés/);
    expect(trees["stranger-gone"]).not.toContain("quelqu'un d'autre");
    has("refused-tampered", /status: La protection de la conversation n'est plus sûre/, /link "17 /);
    expect(trees["refused-tampered"]).not.toContain("Cliquez ici");
    has("quiet", /Prenez votre temps\./);
    has("lost", /status: Connexion perdue\. Nous réessayons/);
    has("fading", /status: Connexion perdue depuis longtemps/, /button "Je suis toujours là"/);
    has("keep", /region "Pouvoir revenir plus tard"/, /button "Six mots C'est le plus sûr\."/);
    has("keep-pictures", /region "Votre phrase"/, /list:(?:\s+- listitem: \S.*){8}\s/);
    has("keep-words-wrong", /textbox "Quel est le mot numéro \d \?"/, /alert: Ce n'est pas cela/);
    has("return-words", /textbox "Mot 6"/, /Ce mot n'est pas dans la liste/);
    has("return-nothing", /status: Cette phrase n'ouvre rien/);
    has("danger", /region "Appelez, si vous le pouvez"/, /link "114 Urgences par SMS"/);
    has("ended-victim", /status: Vous avez terminé la conversation/, /button "Revenir à l'accueil"/);
    has("ended-officer", /status: .*répondait est partie/);
    has("refused-encryption", /status: Cet appareil n'arrive pas à protéger/, /link "17 /);
  });
});

describe("by keyboard alone", () => {
  let victim: VictimBrowser;
  let amina: OfficerClient;
  let roomId: string;
  beforeAll(async () => {
    victim = await VictimBrowser.open(endpoints().victimWeb);
    amina = await officerOnDuty("amina", 1);
  });
  afterAll(async () => {
    await victim.close();
    await dismiss("amina", amina);
  });

  const press = (key: string) => victim.page.keyboard.press(key);
  const focusIsOn = (name: string | RegExp) =>
    until(`the focus is on ${String(name)}`, 10_000, async () => {
      const now = (await focused(victim.page)).name;
      return typeof name === "string" ? now === name : name.test(now);
    });
  /** Goes there with Tab, and sees that it shows where it is. */
  async function reach(name: string): Promise<void> {
    for (let i = 0; i < 80; i += 1) {
      await press("Tab");
      const now = await focused(victim.page);
      if (!now.name.startsWith(name)) continue;
      expect(now).toMatchObject({ marked: true, uncovered: true });
      return;
    }
    throw new Error(`Tab does not lead to « ${name} »`);
  }
  async function enter(name: string): Promise<void> {
    await reach(name);
    await press("Enter");
  }

  it("one writes, edits, withdraws, sends a picture and a place", async () => {
    const { page, log } = victim;
    roomId = await talk(victim, amina, "school", "au clavier");
    const reads = (text: string) => amina.waitForMessage(roomId, (m) => m.kind === "text" && m.text === text, 60_000);
    await log.getByText("envoyé").first().waitFor();

    await enter("Modifier ou retirer ce message");
    await enter("Modifier");
    await focusIsOn("Votre message");
    await press("End");
    await page.keyboard.type(", seulement");
    await press("Enter");
    await reads("au clavier, seulement");
    await page.keyboard.type("à retirer");
    await press("Enter");
    await reads("à retirer");
    await log.getByText("envoyé").nth(1).waitFor();
    // The later of the two: backwards from the field.
    while (!(await focused(page)).name.startsWith("Modifier ou retirer")) await press("Shift+Tab");
    await press("Enter");
    await press("Shift+Tab");
    expect((await focused(page)).name).toBe("Retirer");
    await press("Enter");
    await log.getByText("Message retiré.").waitFor();

    await enter("Ajouter une image");
    await focusIsOn(/^Que voulez-vous ajouter/);
    const chooser = page.waitForEvent("filechooser");
    await enter("Choisir une image");
    await (await chooser).setFiles({ name: "a.png", mimeType: "image/png", buffer: await drawing(page) });
    await focusIsOn(/sera envoyée comme vous la voyez/);
    await enter("Envoyer l'image");
    await focusIsOn("Ajouter une image ou une adresse");
    await page.context().grantPermissions(["geolocation"]);
    await page.context().setGeolocation({ latitude: 48.85, longitude: 2.35, accuracy: 20 });
    await press("Enter");
    await focusIsOn(/^Que voulez-vous ajouter/);
    await enter("Partager ma position");
    await focusIsOn(/48\.85000, 2\.35000/);
    await enter("Envoyer ma position");
    await amina.waitForMessage(roomId, (m) => m.kind === "position", 60_000);
    expect((await amina.messages(roomId)).map(({ kind }) => kind)).toEqual(["text", "withdrawn", "image", "position"]);
  });

  it("one finds out that somebody else is there, who cannot read", async () => {
    const { page } = victim;
    const someoneElse = page.getByText(/^Dans cette conversation.*quelqu'un d'autre/);
    const server = hostileServer();
    await server.withBlindDesk(async () => {
      await putStrangerIn({ server, stranger }, roomId);
      await someoneElse.waitFor();
      await enter("Dans cette conversation");
      await page.getByText("Quelqu'un d'autre est dans la pièce, sans pouvoir lire ce qui se dit.").waitFor();
      await press("Enter");
    });
    await someoneElse.waitFor({ state: "detached" });
  });

  it("one learns a phrase, says that one is in danger, and ends", async () => {
    const { page } = victim;
    const sheet = page.locator("section.sheet");
    await enter("Pouvoir revenir plus tard");
    await focusIsOn("Pouvoir revenir plus tard");
    await enter("Six mots");
    await focusIsOn("Votre phrase");
    const words = (await sheet.getByRole("listitem").allInnerTexts()).map((one) => one.trim());
    await enter("Je la connais");
    for (let asked = 0; asked < 2; asked += 1) {
      const field = sheet.getByRole("textbox", { name: /numéro \d/ });
      await until("the field has the focus", 10_000, () => field.evaluate((one) => one === document.activeElement));
      const question = await sheet.getByText(/numéro \d/).innerText();
      await page.keyboard.type(words[Number(/\d/.exec(question)?.[0]) - 1] ?? "");
      await press("Enter");
      await sheet.getByText(question, { exact: true }).waitFor({ state: "hidden" });
    }
    await focusIsOn("C'est prêt");
    await enter("Continuer la conversation");
    await focusIsOn("Pouvoir revenir plus tard");

    await enter("Je suis en danger maintenant");
    await focusIsOn(/^Appelez/);
    await press("Tab");
    expect((await focused(page)).name).toMatch(/^17/);
    await enter("Terminer la conversation");
    await victim.statusSays(/terminé la conversation/);
    await enter("Revenir à l'accueil");
    await focusIsOn("Quelqu'un peut vous aider.");
  });

  it("one is told that the next conversation is no longer safe, finds the numbers, and goes back", async () => {
    const { page } = victim;
    const answered = page.waitForResponse(/\/api\/conversations$/);
    await enter(SITUATIONS.school);
    await enter("Démarrer la conversation");
    const { roomId: tampered } = StartResponse.parse(await (await answered).json());
    const readable = { history_visibility: "world_readable" };
    await hostileServer().changeAsBot(tampered, "m.room.history_visibility", readable);
    await victim.statusSays(/n'est plus sûre/);
    await reach("17");
    await enter("Revenir à l'accueil");
    await focusIsOn("Quelqu'un peut vous aider.");
  });
});

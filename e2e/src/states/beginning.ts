/** A conversation until somebody is there, and what becomes of messages. */
import type { OfficerClient } from "@abri/officer";
import type { VictimBrowser } from "../victimBrowser.ts";
import { Held } from "./held.ts";
import { press, type Stage } from "./stage.ts";

const START = /\/api\/conversations$/;
export const STATUS = /\/api\/conversation\?since/;
/** All by which the page learns of what others do. */
export const NEWS = /\/api\/conversation\?since|\/client\/v3\/sync/;
const SEND = /\/send\/m\.room\.encrypted\//;
const SAID = "Depuis la rentrée, un garçon de ma classe envoie des photos de moi à tout le monde.";
const ANSWER = "Bonjour, je suis là. Vous avez bien fait d'écrire. Est-ce que vous êtes en sécurité en ce moment ?";

/** From the start until an officer has joined; resolves with the officer and the room. */
export async function begin(
  { onDuty, look }: Stage,
  victim: VictimBrowser,
  news: Held,
): Promise<{ officer: OfficerClient; permanence: string; roomId: string }> {
  const { page, context } = victim;
  await victim.choose("online");
  const start = await Held.behind(context, START);
  await start.while(async () => {
    await victim.start();
    await victim.statusSays(/préparons une conversation protégée/);
    await look(page, "starting");
  });
  await start.stop();
  await victim.statusSays(/dès votre premier message/i);
  await look(page, "empty");
  const field = page.getByRole("textbox", { name: "Votre message" });
  await field.fill("Je ne sais pas par où commencer. ".repeat(130));
  await page.getByText("Ce texte partira en 2 messages.").first().waitFor();
  await look(page, "long-text");
  await victim.write(SAID);
  await victim.statusSays(/première position/);
  await look(page, "waiting");

  const { officer, permanence } = await onDuty("amina");
  await victim.statusSays(/avons demandé/i);
  let roomId = "";
  await news.while(async () => {
    roomId = await accepted(officer);
    await look(page, "asked");
  });
  await victim.statusSays(/vous parlez avec/i);
  await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text === SAID, 60_000);
  await officer.send(roomId, ANSWER);
  await victim.sees(ANSWER);
  await look(page, "connected");
  return { officer, permanence, roomId };
}

/** Sent, read, changed, taken back, refused. */
export async function write(
  { look }: Stage,
  victim: VictimBrowser,
  officer: OfficerClient,
  roomId: string,
): Promise<void> {
  const { page, context, log } = victim;
  const message = (text: string) => log.locator(".message", { hasText: text });
  const options = (text: string) =>
    message(text).getByRole("button", { name: "Modifier ou retirer ce message" }).click();

  await officer.setTyping(roomId, true);
  await page.getByText(", écrit…").waitFor();
  await look(page, "typing");
  await officer.setTyping(roomId, false);

  const sending = await Held.behind(context, SEND);
  await sending.while(async () => {
    await victim.write("Oui, je suis dans ma chambre.");
    await message("dans ma chambre").getByText("en attente").waitFor();
    await look(page, "sending");
  });
  await sending.stop();
  await message("dans ma chambre").getByText("envoyé").waitFor();
  await officer.waitForMessage(roomId, (m) => m.kind === "text" && m.text.endsWith("dans ma chambre."), 60_000);
  await look(page, "sent");
  await officer.markRead(roomId);
  await message("dans ma chambre").getByText("lu", { exact: true }).waitFor();
  await look(page, "read");

  await options("dans ma chambre");
  await look(page, "menu");
  await press(page, "Modifier");
  await page.getByText("Vous modifiez un message.").waitFor();
  await look(page, "editing");
  await victim.write("Oui, je suis dans ma chambre, au calme.");
  await page.getByText("modifié", { exact: true }).waitFor();
  await victim.write("Trop vite");
  await message("Trop vite").getByText("envoyé").waitFor();
  await options("Trop vite");
  await press(page, "Retirer");
  await log.getByText("Message retiré.").waitFor();
  await look(page, "withdrawn");

  await context.route(SEND, (route) => route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } }));
  await victim.write("Ce sont des photos de l'été dernier.");
  await page.getByText("n'a pas pu être envoyé").waitFor();
  await look(page, "failed");
  await context.unroute(SEND);
  await press(page, "Réessayer");
  await message("été dernier").getByText("envoyé").waitFor();
}

/** The offer may have been withdrawn meanwhile, and comes again. */
async function accepted(officer: OfficerClient): Promise<string> {
  for (;;) {
    const { roomId } = await officer.waitForInvitation(90_000);
    try {
      await officer.accept(roomId);
      return roomId;
    } catch (error) {
      if (!(error instanceof Error) || error.message !== "no such invitation") throw error;
    }
  }
}

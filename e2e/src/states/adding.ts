/** Pictures, places, addresses on the internet: what is added to words, by the victim and by the officer. */
import type { OfficerClient } from "@abri/officer";
import type { VictimBrowser } from "../victimBrowser.ts";
import { chooseFile, drawing } from "./drawing.ts";
import { Held } from "./held.ts";
import { press, type Stage } from "./stage.ts";

const PLACE = { latitude: 48.856_614_2, longitude: 2.352_221_9, accuracy: 23.4 };
const UPLOAD = /\/_matrix\/media\/.*upload/;

export async function addPictures({ look }: Stage, victim: VictimBrowser): Promise<void> {
  const { page, context, log } = victim;
  await openSheet(victim);
  await look(page, "sheet");
  await chooseFile(page, await drawing(page));
  await page.getByRole("img", { name: "telle qu'elle sera envoyée" }).waitFor();
  await look(page, "picture");
  const upload = await Held.behind(context, UPLOAD);
  await upload.while(async () => {
    await press(page, "Envoyer l'image");
    await log.getByText("en attente").waitFor();
    await look(page, "picture-sending");
  });
  await upload.stop();
  await log.getByText("en attente").waitFor({ state: "detached" });
  await look(page, "picture-sent");
  await openSheet(victim);
  await chooseFile(page, Buffer.from("%PDF-1.7\n"));
  await page.getByText("n'est pas une image").waitFor();
  await look(page, "picture-refused");
  await press(page, "Annuler");
}

export async function addPlaces({ look }: Stage, victim: VictimBrowser): Promise<void> {
  const { page, context, log } = victim;
  const share = async (): Promise<void> => {
    await openSheet(victim);
    await press(page, "Partager ma position");
  };
  // A device that is still looking.
  await page.evaluate(() => Object.assign(navigator.geolocation, { getCurrentPosition: () => undefined }));
  await share();
  await page.getByText("Votre appareil cherche où vous êtes.").waitFor();
  await look(page, "position-asking");
  await press(page, "Annuler");
  await page.evaluate(() => Reflect.deleteProperty(navigator.geolocation, "getCurrentPosition"));

  await context.clearPermissions();
  await share();
  await page.getByText("Vous n'avez pas donné la permission").waitFor();
  await look(page, "position-refused");
  await press(page, "Annuler");
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation(PLACE);
  await share();
  await page.getByText("48.85661, 2.35222, à 24 mètres près").waitFor();
  await look(page, "position");
  await press(page, "Envoyer ma position");
  await log.getByText("Ma position").waitFor();
  await look(page, "position-shared");
  await openSheet(victim);
  await press(page, "Écrire mon adresse");
  await page.getByRole("textbox", { name: "Adresse, étage" }).waitFor();
  await look(page, "address");
  await press(page, "Annuler");
}

/** What the officer sends that is not words alone. */
export async function receive(
  { look }: Stage,
  victim: VictimBrowser,
  officer: OfficerClient,
  roomId: string,
): Promise<void> {
  const { page, log } = victim;
  await officer.sendImage(roomId, new Uint8Array(await drawing(page)), "image/png");
  await log.getByRole("button", { name: "Voir l'image" }).waitFor();
  await look(page, "picture-received");
  await press(page, "Voir l'image");
  await log.getByRole("img", { name: "L'image reçue" }).waitFor();
  await look(page, "picture-shown");
  await press(page, "Cacher l'image");
  await officer.send(roomId, "Vous pouvez aussi lire https://www.example.org/aide quand vous voulez.");
  await log.getByRole("button", { name: "https://www.example.org/aide" }).click();
  await look(page, "link");
  await press(page, "Ne pas ouvrir");
}

async function openSheet({ page }: VictimBrowser): Promise<void> {
  await page.getByRole("button", { name: "Ajouter une image" }).click();
  await page.getByRole("button", { name: "Choisir une image" }).waitFor();
}

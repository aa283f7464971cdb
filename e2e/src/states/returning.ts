/** A phrase to come back with, made and used. */
import { choosePhrase, give, openReturn, openSheet, repeat } from "../phrase.ts";
import type { VictimBrowser } from "../victimBrowser.ts";
import { press, type Stage } from "./stage.ts";

/** Resolves with the six words. */
export async function keep({ look }: Stage, victim: VictimBrowser): Promise<string[]> {
  const { page } = victim;
  const sheet = page.locator("section.sheet");
  await openSheet(victim);
  await look(page, "keep");
  const pictures = await choosePhrase(victim, "pictures");
  await look(page, "keep-pictures");
  await press(page, "Je la connais");
  await sheet.getByRole("button", { name: pictures[0] ?? "", exact: true }).waitFor();
  await look(page, "keep-pictures-asked");
  await press(page, "Annuler");

  await openSheet(victim);
  const words = await choosePhrase(victim, "words");
  await look(page, "keep-words");
  await press(page, "Je la connais");
  await sheet.getByRole("textbox").fill("zoologique");
  await press(page, "Vérifier");
  await sheet.getByText("Ce n'est pas cela.").waitFor();
  await look(page, "keep-words-wrong");
  await press(page, "Revoir la phrase");
  await repeat(victim, "words", words);
  await page.getByRole("heading", { name: "C'est prêt" }).waitFor();
  await look(page, "kept");
  await press(page, "Continuer la conversation");
  await page.getByText("Vous pouvez revenir avec votre phrase.").waitFor();
  await look(page, "may-return");
  return words;
}

/** In a new browser, first with a wrong phrase; the page before learns that it is over. Resolves with the new one. */
export async function comeBack(
  { open, look }: Stage,
  before: VictimBrowser,
  phrase: readonly string[],
): Promise<VictimBrowser> {
  const victim = await open();
  const { page } = victim;
  await openReturn(victim);
  await page.getByLabel("Mot 1", { exact: true }).fill(phrase[0]?.toUpperCase() ?? "");
  await page.getByLabel("Mot 2", { exact: true }).fill("zzzzz");
  await page.getByText("Ce mot n'est pas dans la liste.").waitFor();
  await look(page, "return-words");
  await page.getByRole("radio", { name: "Huit images" }).check();
  for (const name of ["chat", "fusée", "lune"]) await press(page, name);
  await look(page, "return-pictures");
  await page.getByRole("radio", { name: "Six mots" }).check();
  // In the desk's place: whoever has tried wrong ones before, as other tests do, would have to wait.
  const nothing = { errcode: "M_FORBIDDEN", error: "This opens nothing." };
  await victim.context.route("**/api/returns", (route) => route.fulfill({ status: 403, json: nothing }), { times: 1 });
  await give(victim, "words", [...phrase].reverse());
  await page.getByText("Cette phrase n'ouvre rien.").waitFor();
  await look(page, "return-nothing");
  await give(victim, "words", phrase);
  await victim.statusSays(/vous parlez avec/i);
  await look(page, "came-back");
  await before.statusSays(/continue ailleurs/);
  await look(before.page, "ended-moved");
  return victim;
}

/** Making a phrase, and coming back with it, by the names that the page gives. */
import type { Locator, Page } from "playwright-core";
import type { VictimBrowser } from "./victimBrowser.ts";

export type Kind = "words" | "pictures";
const CHOICE = { words: /^Six mots/, pictures: /^Huit images/ } as const;
const QUESTION = /numéro (\d)/;

const sheet = (page: Page): Locator => page.locator("section.sheet");

export async function openSheet({ page }: VictimBrowser): Promise<Locator> {
  await page.getByRole("button", { name: "Pouvoir revenir plus tard" }).click();
  await page.getByRole("heading", { name: "Pouvoir revenir plus tard" }).waitFor();
  return sheet(page);
}

/** From the honest words to the phrase on the screen. */
export async function choosePhrase({ page }: VictimBrowser, kind: Kind): Promise<string[]> {
  await sheet(page).getByRole("button", { name: CHOICE[kind] }).click();
  await page.getByRole("heading", { name: "Votre phrase" }).waitFor();
  return (await sheet(page).getByRole("listitem").allInnerTexts()).map((one) => one.trim());
}

/** Gives the parts that the page asks for, as they are in the phrase. */
export async function repeat({ page }: VictimBrowser, kind: Kind, phrase: readonly string[]): Promise<void> {
  await page.getByRole("button", { name: "Je la connais" }).click();
  for (let asked = 0; asked < 2; asked += 1) {
    const said = await sheet(page).getByText(QUESTION).innerText();
    const part = phrase[Number(QUESTION.exec(said)?.[1]) - 1] ?? "";
    if (kind === "words") {
      await sheet(page).getByRole("textbox").fill(part);
      await sheet(page).getByRole("button", { name: "Vérifier" }).click();
    } else await sheet(page).getByRole("button", { name: part, exact: true }).click();
    await sheet(page).getByText(said, { exact: true }).waitFor({ state: "hidden" });
  }
}

/** All of it, until the page says that it is kept. */
export async function makePhrase(victim: VictimBrowser, kind: Kind): Promise<string[]> {
  await openSheet(victim);
  const phrase = await choosePhrase(victim, kind);
  await repeat(victim, kind, phrase);
  await victim.page.getByRole("heading", { name: "C'est prêt" }).waitFor();
  await victim.page.getByRole("button", { name: "Continuer la conversation" }).click();
  return phrase;
}

/** From the first screen to where a phrase is given. */
export async function openReturn({ page }: VictimBrowser): Promise<void> {
  await page.getByRole("button", { name: "J'ai une phrase pour revenir" }).click();
  await page.getByRole("radio", { name: "Six mots" }).waitFor();
}

/** Writes or taps the phrase, on the screen for it. */
export async function give({ page }: VictimBrowser, kind: Kind, phrase: readonly string[]): Promise<void> {
  if (kind === "words") {
    for (const [index, word] of phrase.entries()) await page.getByLabel(`Mot ${index + 1}`, { exact: true }).fill(word);
  } else {
    await page.getByRole("radio", { name: "Huit images" }).check();
    for (const name of phrase) await page.getByRole("button", { name, exact: true }).click();
  }
  await page.getByRole("button", { name: "Revenir", exact: true }).click();
}

/** A new browser that has come back: the conversation is on its screen. */
export async function comeBack(victim: VictimBrowser, kind: Kind, phrase: readonly string[]): Promise<void> {
  await openReturn(victim);
  await give(victim, kind, phrase);
  await victim.log.waitFor();
}

/** A word as nobody else would write it: the page understands it all the same, and a search finds where it was left. */
export function unmistakable(word: string): string {
  return word.replace(/(.)(.)/gsu, (_pair, first: string, second: string) => first + second.toUpperCase());
}

/**
 * Reads and checks every language pack below a folder, once, at start. Whatever is missing or malformed stops the start: a victim must
 * never meet a page with a hole in it.
 */
import { join } from "node:path";
import { Language, Situation } from "@abri/contract";
import {
  DEFAULT_LANGUAGE,
  HelpNumbers,
  HonestWords,
  InterfaceTexts,
  LanguageInfo,
  Register,
  type RegisterPack,
  ReturningTexts,
  SituationAdvice,
  Statement,
} from "@abri/contract/content";
import type { z } from "zod";
import type { Content, LanguagePack } from "../ports/content.ts";
import { foldersIn } from "./foldersIn.ts";
import { ContentError, Problems } from "./problems.ts";
import { readJson } from "./readJson.ts";
import { compareTopics } from "./topics.ts";

const WHAT = "The words of the page";

/** @throws ContentError: one line that names the file and the place in it. */
export function readContent(root: string): Content {
  const problems = new Problems(WHAT);
  const packs = languagesIn(root).map((language) => readLanguage(root, language, problems));
  problems.throwIfAny();
  const [first, ...others] = packs.filter((pack) => pack !== null);
  if (first === undefined) throw new ContentError(`There are no words for the page in ${root}.`);
  for (const pack of [first, ...others]) compareTopics(root, first, pack, problems);
  problems.throwIfAny();
  return [first, ...others];
}

/** The default language first, then as the alphabet has them. */
function languagesIn(root: string): Language[] {
  const folders = foldersIn(root, WHAT);
  for (const folder of folders)
    if (!Language.safeParse(folder).success)
      throw new ContentError(`${WHAT} cannot be used. ${join(root, folder)} is not named for a language`);
  if (!folders.includes(DEFAULT_LANGUAGE))
    throw new ContentError(`${WHAT} cannot be used. There is no folder ${join(root, DEFAULT_LANGUAGE)}`);
  return [DEFAULT_LANGUAGE, ...folders.filter((folder) => folder !== DEFAULT_LANGUAGE)];
}

function readLanguage(root: string, language: Language, problems: Problems): LanguagePack | null {
  const read = <S extends z.ZodType>(schema: S, ...name: string[]): z.output<S> | null =>
    readJson(join(root, language, ...name), schema, problems);
  const info = read(LanguageInfo, "language.json");
  const texts = read(InterfaceTexts, "interface.json");
  const numbers = read(HelpNumbers, "numbers.json");
  const statement = read(Statement, "accessibility.json");
  const returning = read(ReturningTexts, "returning.json");
  const register = (name: Register): RegisterPack | null => {
    const honest = read(HonestWords[name], name, "honest.json");
    const [home, online, school] = Situation.options.map((one) => read(SituationAdvice[name], name, `${one}.json`));
    return honest && home && online && school ? { honest, advice: { home, online, school } } : null;
  };
  const [minor, adult, easy] = Register.options.map(register);
  if (!info || !texts || !numbers || !statement || !returning || !minor || !adult || !easy) return null;
  return { ...info, language, texts, numbers, statement, returning, registers: { minor, adult, easy } };
}

/**
 * Reads and checks every language pack below a folder, once, at start. Whatever is missing or malformed stops the start: a victim must
 * never meet a page with a hole in it.
 */
import { readdirSync, readFileSync } from "node:fs";
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
import { ContentError, Problems } from "./problems.ts";
import { compareTopics } from "./topics.ts";

/** @throws ContentError: one line that names the file and the place in it. */
export function readContent(root: string): Content {
  const problems = new Problems();
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
  let folders: string[];
  try {
    folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch {
    throw new ContentError(`The words of the page cannot be used. There is no folder ${root}`);
  }
  for (const folder of folders)
    if (!Language.safeParse(folder).success)
      throw new ContentError(`The words of the page cannot be used. ${join(root, folder)} is not named for a language`);
  if (!folders.includes(DEFAULT_LANGUAGE))
    throw new ContentError(`The words of the page cannot be used. There is no folder ${join(root, DEFAULT_LANGUAGE)}`);
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

function readJson<S extends z.ZodType>(file: string, schema: S, problems: Problems): z.output<S> | null {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch {
    problems.add(file, "is missing");
    return null;
  }
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    problems.add(file, `is not JSON (${(error as Error).message.replaceAll("\n", " ")})`);
    return null;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  problems.addIssues(file, parsed.error);
  return null;
}

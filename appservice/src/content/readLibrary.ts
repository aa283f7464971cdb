/** Reads and checks the officers' library (`element-config/library/`), once, at start: a malformed piece stops the start with one line. */
import { join } from "node:path";
import { Language } from "@abri/contract";
import { DEFAULT_LANGUAGE } from "@abri/contract/content";
import { Answers, Appointment, type Library, Questions, Services } from "@abri/contract/library";
import { foldersIn } from "./foldersIn.ts";
import { Problems } from "./problems.ts";
import { readJson } from "./readJson.ts";

const WHAT = "The officers' library";

/** @throws ContentError: one line that names the file and the place in it. */
export function readLibrary(root: string): Library {
  const problems = new Problems(WHAT);
  const library = languagesIn(root, problems).flatMap((language) => {
    const answers = readJson(join(root, language, "answers.json"), Answers, problems);
    const services = readJson(join(root, language, "services.json"), Services, problems);
    const danger = readJson(join(root, language, "danger.json"), Questions, problems);
    const appointment = readJson(join(root, language, "appointment.json"), Appointment, problems);
    return answers && services && danger && appointment ? [{ language, answers, services, danger, appointment }] : [];
  });
  problems.throwIfAny();
  return library;
}

/** The default language first, then as the alphabet has them. */
function languagesIn(root: string, problems: Problems): Language[] {
  const folders = foldersIn(root, WHAT);
  for (const folder of folders)
    if (!Language.safeParse(folder).success) problems.add(join(root, folder), "is not named for a language");
  if (!folders.includes(DEFAULT_LANGUAGE)) problems.add(join(root, DEFAULT_LANGUAGE), "is missing");
  return [DEFAULT_LANGUAGE, ...folders.filter((folder) => folder !== DEFAULT_LANGUAGE)];
}

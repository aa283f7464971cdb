/** What the page says to an officer of itself, in words: its first message, the danger, what was said before another officer came. */
import type { IntakeContent } from "@abri/contract";
import type { Said } from "../conversation/transcript.ts";
import { createFormat } from "../i18n/format.ts";
import type { Languages } from "../i18n/languages.ts";

/** What the victim has said of the situation; the page adds the language, and the same in words. */
export type StatedIntake = Omit<IntakeContent, "language" | "body">;

/** An officer reads it: in the default language. */
export function transcript(said: readonly Said[], { first: { language, texts } }: Languages): string {
  const format = createFormat(language);
  const nameOf = (by: Said["by"]): string => {
    if (by === "victim") return texts.transcript.victim;
    return by === null ? texts.conversation.unknownOfficer : format(texts.officer[by.corps], { number: by.number });
  };
  const lines = said.map(({ by, text }) =>
    format(texts.transcript.line, { officer: nameOf(by), text: text ?? texts.attach.picture.mine }),
  );
  return [texts.transcript.title, ...lines].join("\n");
}

/** In the default language for the officer, and above it in the victim's own, since it stands in their log. */
export function dangerWords(languages: Languages): string {
  const packs = [languages.getState().current, languages.first];
  return [...new Set(packs.map(({ texts }) => texts.danger.said))].join("\n");
}

/** An officer reads it: in the default language, whatever the victim's. */
export function intakeBody(
  { situation, urgency, role, ageBand, easyReading }: StatedIntake,
  languages: Languages,
): string {
  const { first, option } = languages;
  const { intake, entry } = first.texts;
  const body = createFormat(first.language)(intake.body, {
    situation: situation === "unsaid" ? intake.unsaid : entry.situations[situation],
    language: option.name,
  });
  return [
    urgency === "danger" ? [intake.danger] : [],
    body,
    role === "witness" ? [intake.witness] : [],
    ageBand === "under-18" ? [intake.minor] : [],
    ageBand === "adult" ? [intake.adult] : [],
    easyReading ? [intake.easy] : [],
  ]
    .flat()
    .join(" ");
}

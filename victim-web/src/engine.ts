/**
 * Everything of a conversation but Matrix itself, behind one dynamic import: the first screen needs none of it, and shows before it
 * is loaded.
 */
import type { IntakeContent } from "@abri/contract";
import { PageConfig } from "@abri/contract";
import { config as zodConfig } from "zod";
import { Conversation, type ConversationParts } from "./conversation/conversation.ts";
import type { Said } from "./conversation/transcript.ts";
import { gatewayDesk } from "./gateway/desk.ts";
import { createFormat } from "./i18n/format.ts";
import type { Languages } from "./i18n/languages.ts";
import { browserSurroundings } from "./gateway/surroundings.ts";
import type { Opening } from "./returning/comeBack.ts";
import type { Phrase } from "./returning/phrase.ts";

// zod would try `new Function`, which the page's content security policy refuses and reports.
zodConfig({ jitless: true });

/** What the victim has said of the situation; the engine adds the language, and the same in words. */
export type StatedIntake = Omit<IntakeContent, "language" | "body">;

export interface Engine {
  /** Loads what encryption needs, ahead of time. */
  preload(): void;
  newConversation(intake: StatedIntake, languages: Languages): Conversation;
  /** The conversation that this phrase opens, if it opens one. */
  comeBack(phrase: Phrase, languages: Languages, signal: AbortSignal): Promise<CameBack>;
}

export type CameBack =
  | { readonly kind: "back"; readonly conversation: Conversation; readonly stated: StatedIntake }
  | Exclude<Opening, { kind: "back" }>;

/** `null` when the page was served without a valid configuration: then no conversation is possible, and the page says so. */
export function createEngine(configText: string | null): Engine | null {
  const config = readConfig(configText);
  if (config === null) return null;
  const matrix = (): Promise<typeof import("./matrix/index.ts")> => import("./matrix/index.ts");
  const conversation = (
    intake: StatedIntake,
    languages: Languages,
    cameBack?: ConversationParts["cameBack"],
  ): Conversation =>
    new Conversation({
      desk: gatewayDesk(globalThis.fetch.bind(globalThis)),
      loadRoom: async () => (await matrix()).openableRoom(config),
      surroundings: browserSurroundings,
      intake: { ...intake, language: languages.option.language, body: intakeBody(intake, languages) },
      dangerWords: dangerWords(languages),
      transcript: (said) => transcript(said, languages),
      idleMs: config.idleSeconds * 1_000,
      ...(cameBack && { cameBack }),
    });
  return {
    preload() {
      void matrix()
        .then((module) => module.preloadEncryption())
        // Told when a conversation needs it, and tried again then.
        .catch(() => undefined);
    },
    newConversation: (intake, languages) => conversation(intake, languages),
    async comeBack(phrase, languages, signal) {
      try {
        const { openWith } = await import("./returning/comeBack.ts");
        const opening = await openWith(phrase, browserSurroundings.randomKey(), signal);
        if (opening.kind !== "back") return opening;
        const { session, key } = opening;
        const { situation, urgency } = session;
        // What else was told of the victim stands in the intake of then.
        const stated: StatedIntake = { situation, urgency, role: "unsaid", ageBand: "unsaid", easyReading: false };
        return { kind: "back", conversation: conversation(stated, languages, { session, key }), stated };
      } catch {
        return { kind: "later" };
      }
    },
  };
}

/** An officer reads it: in the default language. */
function transcript(said: readonly Said[], { first: { language, texts } }: Languages): string {
  const format = createFormat(language);
  const lines = said.map(({ officer, text }) => {
    const name =
      officer === null ? texts.transcript.victim : format(texts.officer[officer.corps], { number: officer.number });
    return format(texts.transcript.line, { officer: name, text });
  });
  return [texts.transcript.title, ...lines].join("\n");
}

/** In the default language for the officer, and above it in the victim's own, since it stands in their log. */
function dangerWords(languages: Languages): string {
  const packs = [languages.getState().current, languages.first];
  return [...new Set(packs.map(({ texts }) => texts.danger.said))].join("\n");
}

/** An officer reads it: in the default language, whatever the victim's. */
function intakeBody({ situation, urgency, role, ageBand, easyReading }: StatedIntake, languages: Languages): string {
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

export function readConfig(text: string | null): PageConfig | null {
  if (text === null) return null;
  try {
    return PageConfig.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Everything of a conversation but Matrix itself, behind one dynamic import: the first screen needs none of it, and shows before it
 * is loaded.
 */
import "@abri/contract/withoutEval";
import { PageConfig } from "@abri/contract";
import { Conversation, type ConversationParts } from "./conversation/conversation.ts";
import { gatewayDesk } from "./gateway/desk.ts";
import type { Languages } from "./i18n/languages.ts";
import { dangerWords, intakeBody, type StatedIntake, transcript } from "./intake/inWords.ts";
import { browserSurroundings } from "./gateway/surroundings.ts";
import type { Opening } from "./returning/comeBack.ts";
import type { Phrase } from "./returning/phrase.ts";

export type { StatedIntake };

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

export function readConfig(text: string | null): PageConfig | null {
  if (text === null) return null;
  try {
    return PageConfig.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

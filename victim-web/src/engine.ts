/**
 * Everything of a conversation but Matrix itself, behind one dynamic import: the first screen needs none of it, and shows before it
 * is loaded.
 */
import type { IntakeContent } from "@abri/contract";
import { PageConfig } from "@abri/contract";
import { config as zodConfig } from "zod";
import { Conversation } from "./conversation/conversation.ts";
import { gatewayDesk } from "./gateway/desk.ts";
import { browserSurroundings } from "./gateway/surroundings.ts";

// zod would try `new Function`, which the page's content security policy refuses and reports.
zodConfig({ jitless: true });

export interface Engine {
  /** Loads what encryption needs, ahead of time. */
  preload(): void;
  newConversation(intake: IntakeContent): Conversation;
}

/** `null` when the page was served without a valid configuration: then no conversation is possible, and the page says so. */
export function createEngine(configText: string | null): Engine | null {
  const config = readConfig(configText);
  if (config === null) return null;
  const matrix = (): Promise<typeof import("./matrix/index.ts")> => import("./matrix/index.ts");
  return {
    preload() {
      void matrix()
        .then((module) => module.preloadEncryption())
        // Told when a conversation needs it, and tried again then.
        .catch(() => undefined);
    },
    newConversation: (intake) =>
      new Conversation({
        desk: gatewayDesk(globalThis.fetch.bind(globalThis)),
        loadRoom: async () => (await matrix()).openableRoom(config, browserSurroundings),
        surroundings: browserSurroundings,
        intake,
      }),
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

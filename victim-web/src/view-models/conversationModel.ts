/** What the conversation screen shows, made from the state: words and flags, nothing to decide. */
import type { ConversationState } from "../conversation/state.ts";
import { isOver } from "../conversation/state.ts";
import type { InterfaceTexts } from "@abri/contract/content";
import type { Format } from "../i18n/useFormat.ts";
import { officerName } from "./officerName.ts";
import { type StatusLine, statusLine } from "./statusText.ts";

export interface MessageModel {
  readonly key: string;
  readonly mine: boolean;
  readonly author: string;
  readonly text: string;
  /** Something that the page says in place of a message. */
  readonly aside: boolean;
  readonly delivery: {
    readonly text: string;
    readonly kind: "waiting" | "sent" | "failed";
    readonly canRetry: boolean;
  } | null;
}

export interface ConversationModel {
  readonly status: StatusLine;
  readonly messages: readonly MessageModel[];
  readonly hidden: string | null;
  readonly over: boolean;
  /** The service has not answered yet: nobody there knows of this conversation. */
  readonly unreached: boolean;
  /** Over before it began, because the service could take none: it may be tried again. */
  readonly mayStartAgain: boolean;
}

export function conversationModel(state: ConversationState, texts: InterfaceTexts, format: Format): ConversationModel {
  const words = texts.conversation;
  const over = isOver(state.phase);
  return {
    status: statusLine(state, texts, format),
    over,
    unreached: state.phase.kind === "starting" && state.link === "lost",
    mayStartAgain: state.phase.kind === "refused" && state.phase.why === "unavailable",
    hidden: state.hidden === 0 ? null : format(words.hidden, { count: state.hidden }),
    messages: state.log.map((entry): MessageModel => {
      switch (entry.kind) {
        case "mine": {
          const kind = entry.delivery === "sending" ? "waiting" : entry.delivery;
          return {
            key: entry.key,
            mine: true,
            author: words.you,
            text: entry.text,
            aside: false,
            delivery: { text: words.delivery[entry.delivery], kind, canRetry: kind === "failed" && !over },
          };
        }
        case "theirs": {
          const author = entry.officer === null ? words.unknownOfficer : officerName(entry.officer, texts, format);
          return {
            key: entry.key,
            mine: false,
            author: author.charAt(0).toUpperCase() + author.slice(1),
            text: entry.text ?? words.notShown,
            aside: entry.text === null,
            delivery: null,
          };
        }
      }
    }),
  };
}

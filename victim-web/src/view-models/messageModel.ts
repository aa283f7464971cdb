/** One line of the conversation as it is shown. */
import type { InterfaceTexts } from "@abri/contract/content";
import type { LogEntry, Mine } from "../conversation/log.ts";
import type { ConversationState } from "../conversation/state.ts";
import type { Format } from "../i18n/useFormat.ts";
import { splitLinks, type TextPart } from "./links.ts";
import { officerName, officerNames, sentence } from "./officerName.ts";

export interface MessageModel {
  readonly key: string;
  readonly from: "me" | "officer" | "page";
  readonly author: string;
  readonly text: readonly TextPart[];
  /** Something that the page says in place of a message. */
  readonly aside: boolean;
  readonly edited: boolean;
  readonly delivery: {
    readonly text: string;
    readonly kind: "waiting" | "sent" | "read" | "failed";
    readonly canRetry: boolean;
    readonly canRemove: boolean;
    /** How much of a picture on its way has left, from 0 to 1. */
    readonly part: number | null;
  } | null;
  /** One's own text, while it can be taken back. */
  readonly editable: string | null;
  /** It is text and nothing else, so it can be edited. */
  readonly canEdit: boolean;
  /** An officer's picture, shown on a tap. */
  readonly picture: boolean;
}

export function messageModel(
  entry: LogEntry,
  texts: InterfaceTexts,
  format: Format,
  { over, upload }: { readonly over: boolean; readonly upload: ConversationState["upload"] },
): MessageModel {
  const words = texts.conversation;
  const nothing = { canEdit: false, picture: false };
  const base = { key: entry.key, author: "", edited: false, delivery: null, editable: null, ...nothing };
  switch (entry.kind) {
    case "notice":
      return { ...base, from: "page", text: plain(noticeText(entry, texts, format)), aside: true };
    case "mine": {
      const isPicture = entry.attachment?.kind === "picture";
      const said = isPicture ? texts.attach.picture.mine : (entry.text ?? "");
      return {
        ...base,
        from: "me",
        author: words.you,
        text: plain(entry.text === null ? words.withdrawn : said),
        aside: entry.text === null || isPicture,
        edited: entry.edited && entry.text !== null,
        delivery: deliveryOf(entry, texts, over, upload?.key === entry.key ? upload.part : null),
        editable: over ? null : entry.text,
        canEdit: entry.attachment === null,
      };
    }
    case "theirs": {
      const author = entry.officer === null ? words.unknownOfficer : officerName(entry.officer, texts, format);
      return {
        ...base,
        from: "officer",
        author: sentence(author),
        text: entry.text === null ? plain(entry.withdrawn ? words.withdrawn : words.notShown) : splitLinks(entry.text),
        aside: entry.text === null,
        edited: entry.edited && entry.text !== null,
        picture: entry.picture != null,
      };
    }
  }
}

function noticeText(notice: Extract<LogEntry, { kind: "notice" }>, texts: InterfaceTexts, format: Format): string {
  const words = texts.conversation;
  const officer = officerName(notice.officer, texts, format);
  if (notice.what === "coming") return sentence(format(words.coming, { officer }));
  if (notice.what === "came") return sentence(format(words.came, { officer }));
  if (notice.others.length === 0) return sentence(format(words.left, { officer }));
  return sentence(format(words.handedOver, { officer, others: officerNames(notice.others, texts, format) }));
}

function plain(text: string): readonly TextPart[] {
  return [{ kind: "text", text }];
}

function deliveryOf(entry: Mine, texts: InterfaceTexts, over: boolean, part: number | null): MessageModel["delivery"] {
  const words = texts.conversation;
  const { change, delivery } = entry;
  const hasArrived = delivery === "sent" || delivery === "read";
  if (change !== null && (hasArrived || change.kind === "withdrawal")) {
    const failed = change.state === "failed";
    const text = words.change[failed ? (`${change.kind}Failed` as const) : change.kind];
    return { text, kind: failed ? "failed" : "waiting", canRetry: failed && !over, canRemove: false, part: null };
  }
  if (entry.text === null) return null;
  const kind = delivery === "sending" ? "waiting" : delivery;
  const failed = kind === "failed" && !over;
  return { text: words.delivery[delivery], kind, canRetry: failed, canRemove: failed, part };
}

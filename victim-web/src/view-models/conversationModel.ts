/** What the conversation screen shows, made from the state: words and flags, nothing to decide. */
import type { InterfaceTexts } from "@abri/contract/content";
import type { ConversationState } from "../conversation/state.ts";
import { isOver } from "../conversation/state.ts";
import type { Format } from "../i18n/useFormat.ts";
import { type MessageModel, messageModel } from "./messageModel.ts";
import { officerNames, sentence } from "./officerName.ts";
import { type PeopleModel, peopleModel } from "./peopleModel.ts";
import { type StatusLine, statusLine } from "./statusText.ts";

export interface ConversationModel {
  readonly status: StatusLine;
  readonly people: PeopleModel;
  readonly messages: readonly MessageModel[];
  /** In the place of what was said before, until it is there; or of what has not been said yet. */
  readonly toCome: string | null;
  readonly hidden: string | null;
  /** Who is writing. */
  readonly typing: string | null;
  /** Said in a long silence. */
  readonly quiet: string | null;
  /** The desk will soon take the page as left. */
  readonly fading: boolean;
  readonly over: boolean;
  /** They have said that they are in danger now. */
  readonly danger: boolean;
  /** A phrase can be made now: there is somebody to keep what it opens. */
  readonly canKeep: boolean;
  /** There is one. */
  readonly kept: boolean;
  /** It is over, and the phrase opens it as long as it is not erased. */
  readonly mayReturn: boolean;
  /** The victim may say how it was. */
  readonly feedbackDue: boolean;
  /** The service has not answered yet: nobody there knows of this conversation. */
  readonly unreached: boolean;
  /** Over before it began, because the service could take none: it may be tried again. */
  readonly mayStartAgain: boolean;
}

export function conversationModel(state: ConversationState, texts: InterfaceTexts, format: Format): ConversationModel {
  const words = texts.conversation;
  const over = isOver(state.phase);
  const isUp = state.link === "up";
  const here = state.phase.kind === "connected" && isUp ? state.phase.officers : [];
  const typing = isUp ? state.typing : [];
  return {
    status: statusLine(state, texts, format),
    unreached: state.phase.kind === "starting" && state.link === "lost",
    mayStartAgain: state.phase.kind === "refused" && state.phase.why === "unavailable",
    people: peopleModel(state, texts, format),
    messages: state.log.map((entry) => messageModel(entry, texts, format, { over, upload: state.upload })),
    toCome: over ? null : state.recalling ? words.recalling : state.log.length === 0 ? words.empty : null,
    hidden: state.hidden === 0 ? null : format(words.hidden, { count: state.hidden }),
    typing:
      typing.length === 0
        ? null
        : sentence(format(words.typing, { count: typing.length, officers: officerNames(typing, texts, format) })),
    quiet:
      state.quiet && here.length > 0
        ? format(words.quiet, { count: here.length, officers: officerNames(here, texts, format) })
        : null,
    fading: state.fading && !isUp,
    over,
    danger: state.urgency === "danger",
    canKeep: !over && state.phase.kind !== "starting",
    kept: state.kept,
    feedbackDue: state.feedbackDue,
    mayReturn: state.kept && state.phase.kind === "ended" && state.phase.reason !== "moved",
  };
}

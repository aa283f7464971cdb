/** The one line that says how things stand. It never promises what is not so: an officer who was only asked is not "connected". */
import type { ConversationState } from "../conversation/state.ts";
import type { InterfaceTexts } from "@abri/contract/content";
import type { Format } from "../i18n/useFormat.ts";
import { officerName, officerNames } from "./officerName.ts";

type StatusTone = "calm" | "here" | "trouble" | "over";

export interface StatusLine {
  readonly text: string;
  readonly tone: StatusTone;
}

export function statusLine(state: ConversationState, texts: InterfaceTexts, format: Format): StatusLine {
  const { phase } = state;
  const words = texts.status;
  if (phase.kind === "ended")
    return { text: state.untold ? words.endedUntold : words.ended[phase.reason], tone: "over" };
  if (phase.kind === "refused") return { text: words.refused[phase.why], tone: "over" };
  if (state.link === "lost") return { text: state.fading ? words.fading : words.lost, tone: "trouble" };
  if (state.link === "checking") return { text: words.checking, tone: "calm" };
  switch (phase.kind) {
    case "starting":
      return { text: words.starting, tone: "calm" };
    case "waiting": {
      const { position, minutes } = phase;
      if (position !== null) return { text: inQueue(position, minutes, words, format), tone: "calm" };
      const written = state.log.some((entry) => entry.kind === "mine");
      return { text: written ? words.looking : words.writeFirst, tone: "calm" };
    }
    case "asked":
      return { text: format(words.asked, { officer: officerName(phase.officer, texts, format) }), tone: "calm" };
    case "connected":
      return { text: format(words.connected, { officers: officerNames(phase.officers, texts, format) }), tone: "here" };
  }
}

/** `minutes`: within how many somebody will probably be there; `null`: not known. */
function inQueue(position: number, minutes: number | null, words: InterfaceTexts["status"], format: Format): string {
  const wait = minutes === null ? words.waitUnknown : format(words.wait, { minutes });
  return [format(words.waiting, { position }), wait, words.waitingKept].join(" ");
}

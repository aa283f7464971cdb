/** The one line that says how things stand. It never promises what is not so: an officer who was only asked is not "connected". */
import type { ConversationState } from "../conversation/state.ts";
import type { Texts } from "../i18n/texts.ts";

type StatusTone = "calm" | "here" | "trouble" | "over";

export interface StatusLine {
  readonly text: string;
  readonly tone: StatusTone;
}

export function statusLine(state: ConversationState, texts: Texts["status"]): StatusLine {
  const { phase } = state;
  if (phase.kind === "ended") return { text: texts.ended[phase.reason], tone: "over" };
  if (phase.kind === "refused") return { text: texts.refused[phase.why], tone: "over" };
  if (state.link === "lost") return { text: texts.lost, tone: "trouble" };
  switch (phase.kind) {
    case "starting":
      return { text: texts.starting, tone: "calm" };
    case "waiting": {
      if (phase.position !== null) return { text: texts.waiting(phase.position, phase.minutes), tone: "calm" };
      const written = state.log.some((entry) => entry.kind === "mine");
      return { text: written ? texts.looking : texts.writeFirst, tone: "calm" };
    }
    case "asked":
      return { text: texts.asked(phase.officer), tone: "calm" };
    case "connected":
      return { text: texts.connected(phase.officers), tone: "here" };
  }
}

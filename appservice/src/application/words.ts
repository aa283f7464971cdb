/**
 * The few French words that officers read outside of their conversations. The desk cannot encrypt and never speaks in clear, so it says
 * how things stand in the room's name and topic, which every Matrix client shows; never anything of what was said (ADR 0016).
 */
import type { Conversation } from "../domain/conversation.ts";

const LEFT_IN_EMERGENCY = "La personne est partie en urgence. N’essayez pas de la joindre et n’écrivez pas en premier.";

export interface RoomFace {
  readonly name: string;
  readonly topic: string;
}

/** `null`: nobody but the victim is there to read it. */
export function roomFace(number: string, state: Conversation): RoomFace | null {
  const name = `Conversation ${number}`;
  switch (state.phase) {
    case "opening":
    case "waiting":
    case "offered":
    case "erased":
      return null;
    case "active":
      switch (state.page) {
        case "here":
          return { name, topic: "" };
        case "lost":
          return {
            name: `${name} : connexion perdue`,
            topic: "La connexion avec la personne est perdue. Elle peut revenir. N’écrivez pas en premier.",
          };
        case "away":
          return {
            name: `${name} : page en arrière-plan`,
            topic:
              "La page de la personne est en arrière-plan et ne répond plus. Elle peut revenir. N’écrivez pas en premier.",
          };
        case "closed":
          return {
            name: `${name} : page fermée`,
            topic: "La personne a fermé la page, sans dire pourquoi. N’écrivez pas en premier.",
          };
      }
    // eslint-disable-next-line no-fallthrough -- every case of the inner switch returns
    case "closed":
      switch (state.reason) {
        case "emergency":
          return { name: `${name} : partie en urgence`, topic: LEFT_IN_EMERGENCY };
        case "idle":
          return { name: `${name} : sans nouvelles`, topic: farewell(state) };
        case "victim":
        case "officer":
        case "unanswered":
        case "failed":
          return { name: `${name} : terminée`, topic: farewell(state) };
      }
  }
}

/** Said to an officer who is taken out of the room. */
export function farewell({ reason }: Extract<Conversation, { phase: "closed" }>): string {
  switch (reason) {
    case "emergency":
      return LEFT_IN_EMERGENCY;
    case "idle":
      return "La personne n’est plus là : sa page ne donne plus de nouvelles.";
    case "victim":
      return "La personne a terminé la conversation.";
    case "officer":
    case "unanswered":
    case "failed":
      return "Conversation terminée";
  }
}

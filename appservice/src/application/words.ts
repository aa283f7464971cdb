/**
 * The few French words that officers read outside of their conversations. The desk cannot encrypt and never speaks in clear, so it says
 * how things stand in the room's name and topic, which every Matrix client shows; never anything of what was said (ADR 0016).
 */
import type { Conversation } from "../domain/conversation.ts";
import type { Handover, LastHandover } from "../domain/handover.ts";
import type { WhyRemoved } from "../ports/jobs.ts";

const LEFT_IN_EMERGENCY = "La personne est partie en urgence. N’essayez pas de la joindre et n’écrivez pas en premier.";

/** Before everything that officers are told of an exercise outside of it. */
const TRAINING_MARK = "[EXERCICE] ";

export interface RoomFace {
  readonly name: string;
  readonly topic: string;
}

/** Whatever else an officer's client shows or hides, it shows this, from the invitation on. */
export function roomName({ number, training }: { readonly number: string; readonly training: boolean }): string {
  return `${training ? TRAINING_MARK : ""}Conversation ${number}`;
}

/** How the thread of a conversation's private notes begins, in the officers' room. */
export function notesTitle({ number, training }: { readonly number: string; readonly training: boolean }): string {
  return `${training ? TRAINING_MARK : ""}Notes de la conversation ${number}`;
}

/** Said in that room to whoever has written something that stays there for nobody. */
export function strayNote({ sender, encrypted }: { readonly sender: string; readonly encrypted: boolean }): string {
  return encrypted
    ? `${sender} : effacé. Une note s’écrit dans le fil d’une conversation qui n’est pas effacée (!notes 48-21 dans la Permanence).`
    : `${sender} : effacé, ce message n’était pas chiffré. Une note s’écrit avec un client qui chiffre.`;
}

/** `null`: nobody but the victim is there to read it. */
export function roomFace(name: string, state: Conversation): RoomFace | null {
  switch (state.phase) {
    case "opening":
    case "waiting":
    case "offered":
    case "erased":
      return null;
    case "active": {
      const handover = ofHandover(state.handover, state.handedOver);
      const said = (page: string): string => [page, handover].join(" ").trim();
      switch (state.page) {
        case "here":
          return { name, topic: handover };
        case "lost":
          return {
            name: `${name} : connexion perdue`,
            topic: said("La connexion avec la personne est perdue. Elle peut revenir. N’écrivez pas en premier."),
          };
        case "away":
          return {
            name: `${name} : page en arrière-plan`,
            topic: said(
              "La page de la personne est en arrière-plan et ne répond plus. Elle peut revenir. N’écrivez pas en premier.",
            ),
          };
        case "closed":
          return {
            name: `${name} : page fermée`,
            topic: said("La personne a fermé la page, sans dire pourquoi. N’écrivez pas en premier."),
          };
      }
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

/** Said to somebody who is taken out of a conversation that goes on. */
export function removal(why: WhyRemoved): string {
  switch (why) {
    case "withdrawn":
      return "Demande retirée";
    case "relieved":
      return "Relève assurée : un autre agent a pris la suite.";
    case "requeued":
      return "Conversation remise en attente.";
  }
}

function ofHandover(handover: Handover | undefined, last: LastHandover | undefined): string {
  if (handover !== undefined) {
    const { offer } = handover;
    if (offer === null) return "Relève demandée : on cherche quelqu’un. Restez dans la conversation.";
    return offer.lent && !offer.invited
      ? `Relève : la page de la personne ne répond pas. Invitez vous-même ${offer.officer} dans ce salon.`
      : "Relève : un agent est invité. Restez jusqu’à son arrivée.";
  }
  switch (last?.outcome) {
    case undefined:
    case "done":
    case "cancelled":
      return "";
    case "declined":
      return "Relève refusée : la personne demandée ne vient pas.";
    case "timed out":
    case "nobody":
    case "page absent":
      return "Relève sans réponse : personne n’est venu.";
  }
}

/** Said by the clients of whoever is asked, as they ring for it. */
export function ringText({ number, training }: { readonly number: string; readonly training: boolean }): string {
  return `${training ? TRAINING_MARK : ""}Conversation ${number} : on vous attend. Répondez à l’invitation.`;
}

/** Said in the Permanence to those who are called. */
export function alarmText(
  { number, training }: { readonly number: string; readonly training: boolean },
  how: "waiting" | "accompanied" | "marked",
): string {
  return `${training ? TRAINING_MARK : ""}${alarmOf(number, how)}`;
}

function alarmOf(number: string, how: "waiting" | "accompanied" | "marked"): string {
  switch (how) {
    case "marked":
      return `DANGER GRAVE, conversation ${number} : un agent demande un superviseur.`;
    case "accompanied":
      return `DANGER, conversation ${number} : la personne dit qu’elle est en danger maintenant. Un agent est avec elle.`;
    case "waiting":
      return `DANGER, conversation ${number} : la personne est en danger maintenant et attend un agent. Prendre : !prendre ${number}`;
  }
}

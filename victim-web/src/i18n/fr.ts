import type { OfficerView } from "@abri/contract";
import type { Texts } from "./texts.ts";

const CORPS = { police: "un policier", gendarmerie: "un gendarme" } as const;
const SITUATIONS = {
  home: "À la maison, dans la rue, au sport",
  online: "Sur les réseaux sociaux",
  school: "Au sein de l'école, du collège ou du lycée",
} as const;

const officer = (one: OfficerView): string => `${CORPS[one.corps]}, n° ${one.number}`;

export const fr: Texts = {
  language: "fr",
  exit: {
    button: "Quitter en urgence",
    hint: "Au clavier\u00a0: trois fois Majuscule, ou trois fois Échap.",
  },
  entry: {
    title: "Quelqu'un peut vous aider.",
    lead: "Vous subissez ou vous voyez des violences\u00a0? Écrivez à un policier ou à un gendarme formé pour vous écouter. Sans donner votre nom.",
    question: "Où cela se passe-t-il\u00a0?",
    situations: SITUATIONS,
    privacy:
      "Vos messages sont chiffrés\u00a0: seuls les policiers et les gendarmes qui vous répondent peuvent les lire. Cette page n'enregistre rien sur cet appareil.",
    limits:
      "Elle ne peut pas cacher votre visite à la personne qui gère votre connexion internet, ni à un téléphone déjà surveillé.",
  },
  numbers: {
    title: "Besoin d'aide tout de suite\u00a0?",
    note: "Ces numéros sont gratuits.",
  },
  situation: {
    start: "Démarrer la conversation",
    back: "Retour",
    promise: "Vous n'avez pas à donner votre nom. Vous pouvez arrêter quand vous voulez.",
    urgent: "En danger maintenant\u00a0? Appelez le 17, ou envoyez un SMS au 114.",
  },
  unavailable: {
    title: "La conversation n'est pas possible pour le moment.",
    text: "Vous n'avez rien fait de mal\u00a0: le service ne répond pas. Les numéros ci-dessous, eux, répondent.",
  },
  conversation: {
    title: "Votre conversation",
    log: "Conversation",
    input: "Votre message",
    placeholder: "Écrivez avec vos mots…",
    send: "Envoyer",
    end: "Terminer la conversation",
    retry: "Réessayer",
    you: "Vous",
    empty: "Dites ce que vous voulez, comme vous le voulez. Une phrase suffit pour commencer.",
    delivery: {
      waiting: "en attente",
      sending: "en attente",
      sent: "envoyé",
      failed: "n'a pas pu être envoyé",
    },
    notShown: "Un fichier a été envoyé. Cette page ne l'affiche pas\u00a0: demandez à la personne de l'écrire.",
    unknownOfficer: "un agent vérifié",
    hidden: (count) =>
      count === 1
        ? "Un message n'est pas affiché\u00a0: il n'a pas pu être vérifié."
        : `${count} messages ne sont pas affichés\u00a0: ils n'ont pas pu être vérifiés.`,
    leave: "Revenir à l'accueil",
  },
  status: {
    starting: "Nous préparons une conversation protégée. Vous pouvez déjà écrire.",
    writeFirst: "Vous pouvez écrire. Dès votre premier message, nous cherchons quelqu'un pour vous répondre.",
    looking: "Nous cherchons quelqu'un pour vous répondre.",
    waiting: (position, minutes) =>
      [
        position === 1
          ? "Vous êtes en première position dans la file."
          : `Vous êtes en position ${position} dans la file.`,
        minutes === null
          ? "Nous ne savons pas combien de temps il faudra."
          : `Sans doute moins de ${minutes} minutes d'attente.`,
        "Vos messages restent ici jusqu'à ce que quelqu'un soit libre.",
      ].join(" "),
    asked: (one) => `Nous avons demandé à ${officer(one)}, de vous répondre. Cette personne n'est pas encore là.`,
    connected: (officers) => `Vous parlez avec ${officers.map(officer).join(" et ")}.`,
    lost: "Connexion perdue. Nous réessayons. Vos messages restent ici et partiront dès son retour.",
    ended: {
      victim: "Vous avez terminé la conversation.",
      emergency: "La conversation est terminée.",
      officer: "La conversation est terminée\u00a0: la personne qui vous répondait est partie.",
      idle: "La conversation est terminée, car la page n'a plus donné de nouvelles.",
      unanswered: "Personne n'a pu vous répondre. Ce n'est pas votre faute. Appelez l'un des numéros ci-dessous.",
      failed: "La conversation s'est arrêtée à cause d'une panne. Ce n'est pas votre faute.",
      gone: "La conversation est terminée.",
    },
    refused: {
      encryption:
        "Cet appareil n'arrive pas à protéger la conversation. Par prudence, rien n'est envoyé. Appelez l'un des numéros ci-dessous.",
      tampered:
        "La protection de la conversation n'est plus sûre. Par prudence, nous l'avons arrêtée. Appelez l'un des numéros ci-dessous.",
      unavailable: "Le service ne peut pas ouvrir de conversation maintenant. Appelez l'un des numéros ci-dessous.",
    },
  },
  corps: CORPS,
  officer,
  intake: (situation) => `Situation choisie\u00a0: ${SITUATIONS[situation].toLowerCase()}. Langue\u00a0: français.`,
};

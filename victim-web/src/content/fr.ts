import type { Content } from "./content.ts";

export const contentFr: Content = {
  advice: {
    home: {
      heart:
        "Personne n'a le droit de vous frapper, de vous faire peur ou de toucher votre corps. Ce n'est pas votre faute.",
      title: "Ce que vous pouvez faire",
      steps: [
        "Si vous le pouvez, allez dans un endroit sûr\u00a0: chez un voisin, dans un magasin, à l'école.",
        "Parlez-en à un adulte en qui vous avez confiance. Si le premier n'écoute pas, parlez à un autre.",
        "Si vous êtes témoin, ne vous mettez pas en danger\u00a0: racontez ce que vous avez vu.",
      ],
    },
    online: {
      heart:
        "On se moque de vous, on vous menace, on vous demande des photos ou de l'argent\u00a0? Ce n'est pas votre faute.",
      title: "Ce que vous pouvez faire",
      steps: [
        "Ne répondez plus. Ne payez pas. N'envoyez pas d'autre photo.",
        "Gardez des preuves\u00a0: captures d'écran, noms des comptes, dates.",
        "Bloquez la personne. Le 3018 peut aider à faire retirer des images.",
      ],
    },
    school: {
      heart:
        "Des moqueries, des coups ou une mise à l'écart qui se répètent, c'est du harcèlement. La loi l'interdit. Ce n'est pas votre faute.",
      title: "Ce que vous pouvez faire",
      steps: [
        "Parlez-en à un adulte\u00a0: parent, professeur, infirmière, surveillant.",
        "Notez ce qui se passe\u00a0: le jour, l'endroit, qui était là.",
        "Ne restez pas seul à la récréation ou sur le trajet, si vous le pouvez.",
      ],
    },
  },
  numbers: [
    { number: "17", href: "tel:17", who: "Police, gendarmerie", what: "Si vous êtes en danger maintenant" },
    { number: "112", href: "tel:112", who: "Urgences", what: "Partout en Europe" },
    { number: "114", href: "sms:114", who: "Urgences par SMS", what: "Si vous ne pouvez pas parler" },
    { number: "119", href: "tel:119", who: "Enfance en danger", what: "Jour et nuit. N'apparaît pas sur la facture" },
    { number: "3018", href: "tel:3018", who: "Harcèlement, internet", what: "Tous les jours, de 9 h à 23 h" },
  ],
};

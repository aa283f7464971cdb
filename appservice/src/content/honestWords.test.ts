/**
 * The honest words promise what is built, and nothing else: not that two people together may lift anonymity, not that an investigation keeps a
 * conversation (docs/threats.md has both as *not yet*). Who builds one of them writes the words anew, and takes its line out here.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readContent } from "./readContent.ts";

const packs = readContent(fileURLToPath(new URL("../../../victim-web/content", import.meta.url)));

/** How each language said it, with a sentence that did. */
const NOT_BUILT: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  fr: [
    [/\b(deux|2) (responsables|chefs|personnes)/, "Alors 2 chefs peuvent chercher où vous êtes."],
    [/enquête/, "Tout est effacé, sauf si une enquête oblige à la garder."],
  ],
  en: [
    [/\b(two|2) (authorised )?people/, "It takes two authorised people, and a written reason."],
    [/investigation/, "Everything is erased, unless an investigation requires it to be kept."],
  ],
  nl: [
    [/\b(twee|2) (bazen|leidinggevenden|bevoegde)/, "Dan mogen 2 bazen u zoeken."],
    [/onderzoek/, "Alles wordt gewist, tenzij een onderzoek het moet bewaren."],
  ],
  de: [
    [/\b(zwei|2) (Chefs|Verantwortliche|befugte)/, "Es braucht zwei Chefs, zusammen."],
    [/Ermittlung/, "Alles wird gelöscht, außer eine Ermittlung verlangt, dass es bleibt."],
  ],
  ar: [
    [/مسؤولان|شخصان/, "يلزم مسؤولان معًا."],
    [/تحقيق/, "يُمحى كل شيء، إلا إذا ألزم تحقيق بحفظه."],
  ],
};

describe.each(packs.map((pack) => [pack.language, pack] as const))("%s", (language, { texts, registers }) => {
  const notBuilt = NOT_BUILT[language] ?? [];
  const said = [
    ...Object.values(texts.promises),
    ...Object.values(registers).flatMap(({ honest }) => [
      ...[honest.anonymous, honest.kept, honest.lifting, honest.cannotHide].flatMap(({ title, lines }) => [
        title,
        ...lines.map(({ text }) => text),
      ]),
      honest.kept.retention,
    ]),
  ];

  it("has words to look for, and each is found where it stands", () => {
    expect(notBuilt).toHaveLength(2);
    for (const [words, sentence] of notBuilt) expect(sentence).toMatch(words);
  });

  it("promises nothing that is not built", () => {
    expect(said.filter((line) => notBuilt.some(([words]) => words.test(line)))).toEqual([]);
  });

  it("says in a sentence and in every register whom to call when nobody knows where one is", () => {
    const everywhere = [
      texts.promises.lifting,
      ...Object.values(registers).map(({ honest }) => honest.lifting.lines.map(({ text }) => text).join(" ")),
    ];
    for (const lines of everywhere) expect(lines).toMatch(/\b17\b/);
  });
});

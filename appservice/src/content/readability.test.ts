/** What a ten-year-old reads, in every language we give: measured, and a control that is too hard. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { RegisterPack } from "@abri/contract/content";
import { readability } from "./readability.ts";
import { readContent } from "./readContent.ts";

const packs = readContent(fileURLToPath(new URL("../../../victim-web/content", import.meta.url)));

/**
 * The fifth school year reads up to LIX 27 (Anderson 1983, see `readability.ts`). Arabic joins article, preposition and pronoun to the
 * word, and LIX was not tried on it: there the length of the sentences alone counts.
 */
const HARDEST = 27;
const NOT_MEASURED = ["ar"];

/** A sentence of the Code pénal, as it stands (article 222-33-2-2). */
const CONTROL =
  "Le fait de harceler une personne par des propos ou comportements répétés ayant pour objet ou pour effet une dégradation de ses " +
  "conditions de vie se traduisant par une altération de sa santé physique ou mentale est puni d'un an d'emprisonnement et de " +
  "15 000 euros d'amende lorsque ces faits ont causé une incapacité totale de travail inférieure ou égale à huit jours.";

function everyLine({ honest, advice }: RegisterPack): string[] {
  const topics = Object.values(advice).flatMap(({ heart, topics: all }) => [
    ...heart,
    ...all.flatMap(({ happening, notYourFault, now, help, witness }) =>
      [happening, notYourFault, now, help, witness].flat(),
    ),
  ]);
  return [...topics, ...Object.values(honest).flatMap(({ lines }) => lines)].map(({ text }) => text);
}

describe.each(packs.map((pack) => [pack.language, pack] as const))("%s", (language, { registers, texts }) => {
  it("the questions at the end: a ten-year-old reads them", () => {
    const found = readability(Object.values(texts.feedback));
    expect(found.wordsPerSentence).toBeLessThan(10);
    expect(found.longestSentence).toBeLessThanOrEqual(12);
    if (!NOT_MEASURED.includes(language)) expect(found.lix).toBeLessThanOrEqual(HARDEST);
  });

  it("under 18: a ten-year-old reads it", () => {
    const found = readability(everyLine(registers.minor));
    expect(found.wordsPerSentence).toBeLessThan(10);
    expect(found.longestSentence).toBeLessThanOrEqual(20);
    if (!NOT_MEASURED.includes(language)) expect(found.lix).toBeLessThanOrEqual(HARDEST);
  });

  it("easy: no sentence of more than twelve words, one thought a line, and easier than for adults", () => {
    const easy = readability(everyLine(registers.easy));
    expect(easy.longestSentence).toBeLessThanOrEqual(12);
    expect(easy.wordsPerSentence).toBeLessThan(7);
    expect(easy.lix).toBeLessThan(readability(everyLine(registers.adult)).lix);
  });
});

describe("the measure", () => {
  it("finds the language of the law too hard", () => {
    const { lix, longestSentence } = readability([CONTROL]);
    expect([lix > 60, longestSentence > 50]).toEqual([true, true]);
  });

  it.each([
    ["The cat sat. The dog ran.", 3],
    ["Qu'est-ce qui se passe ?", 5],
    ["Extraordinairement incompréhensible.", 102],
  ])("of « %s » is %d", (text, lix) => {
    expect(readability([text]).lix).toBe(lix);
  });
});

/**
 * How hard a text is to read, by LIX (C. H. Björnsson, « Läsbarhet », 1968): words per sentence plus the percentage of words of more
 * than six letters. It counts letters, not syllables, and was used on French, English, German and Dutch alike (Björnsson, « Readability
 * of newspapers in 11 languages », Reading Research Quarterly 18, 1983). J. Anderson (« Lix and Rix », Journal of Reading 26, 1983)
 * gives the school years: up to 27 for the fifth, that of a ten-year-old.
 */
export interface Readability {
  readonly lix: number;
  readonly wordsPerSentence: number;
  readonly longestSentence: number;
}

const LONG_WORD = 6;

export function readability(lines: readonly string[]): Readability {
  const sentences = lines
    .flatMap(sentencesOf)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  const long = words.filter((word) => word.length > LONG_WORD).length;
  const wordsPerSentence = words.length / sentences.length;
  return {
    lix: wordsPerSentence + (100 * long) / words.length,
    wordsPerSentence,
    longestSentence: Math.max(...sentences.map(({ length }) => length)),
  };
}

/** A colon ends a sentence too, as in Björnsson's own rule. */
function sentencesOf(line: string): string[] {
  return line.split(/[.!?:؟…]+(?:\s|$)/u);
}

/** An apostrophe parts two words (« l'école »); a number is none. */
function wordsOf(sentence: string): string[] {
  return sentence.match(/\p{L}[\p{L}\p{M}-]*/gu) ?? [];
}

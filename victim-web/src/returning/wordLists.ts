/**
 * The words of BIP-39, 2,048 a language, of which no two begin with the same four letters. Each list is fetched when it is wanted. There is none in
 * Dutch, German or Arabic.
 */
export interface WordList {
  readonly language: "fr" | "en";
  readonly words: readonly string[];
  /** The same in their plain form. */
  readonly plain: readonly string[];
}

const LOAD = {
  fr: () => import("@scure/bip39/wordlists/french.js"),
  en: () => import("@scure/bip39/wordlists/english.js"),
} as const;

/** In which language somebody whose page is in `language` is given words. */
export function languageOfWords(language: string): WordList["language"] {
  return language === "fr" ? "fr" : "en";
}

/** Rejects when it cannot be had now. */
export async function wordList(language: WordList["language"]): Promise<WordList> {
  const { wordlist } = await LOAD[language]();
  return { language, words: wordlist, plain: wordlist.map(plain) };
}

/** Without accents, capitals and what stands around it: « Étoile, » is « etoile ». */
export function plain(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[^a-z]/g, "");
}

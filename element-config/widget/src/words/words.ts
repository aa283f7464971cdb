/** The widgets' words: a file for each language, with the same keys. */
import en from "./en.json";
import fr from "./fr.json";

export type Words = typeof fr;

export const LANGUAGES = { fr, en } satisfies Record<string, Words>;

/** `language` as Element says it (`en-gb`); French when there is none such. */
export function wordsFor(language: string): { readonly tag: keyof typeof LANGUAGES; readonly words: Words } {
  const tag = /^en\b/i.test(language) ? "en" : "fr";
  return { tag, words: LANGUAGES[tag] };
}

/** Puts values in the place of `{names}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

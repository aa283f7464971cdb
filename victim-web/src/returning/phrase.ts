/**
 * A phrase: six words of a BIP-39 list (66 bits), or eight pictures of 64 (48 bits). It is in memory only, and as short as possible. What is
 * derived from it depends on its words alone, not on a list or a language.
 */
import { RETURN_PICTURES, type ReturnPicture } from "@abri/contract/returnPictures";
import { plain, type WordList } from "./wordLists.ts";

export const WORDS = 6;
export const PICTURES = 8;

export type Phrase =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "pictures"; readonly pictures: readonly ReturnPicture[] };

/** @param random fills an array with secure randomness, as `crypto.getRandomValues` does */
export type Random = (bytes: Uint16Array<ArrayBuffer>) => Uint16Array;

export function makeWords(list: WordList, random: Random): Phrase {
  return { kind: "words", words: draw(list.words, WORDS, random) };
}

export function makePictures(random: Random): Phrase {
  return { kind: "pictures", pictures: draw(RETURN_PICTURES, PICTURES, random) };
}

/** The same text however the phrase was written: this is what the keys are derived from, so it may never change. */
export function canonical(phrase: Phrase): string {
  return phrase.kind === "words"
    ? `words:${phrase.words.map(plain).join(" ")}`
    : `pictures:${phrase.pictures.join(" ")}`;
}

/** Each as likely as any other: the number of choices is a power of two, so the lowest bits of a random number name one. */
function draw<T>(choices: readonly T[], count: number, random: Random): T[] {
  if ((choices.length & (choices.length - 1)) !== 0) throw new RangeError("not a power of two");
  return [...random(new Uint16Array(count))].map((number) => choices[number & (choices.length - 1)] as T);
}

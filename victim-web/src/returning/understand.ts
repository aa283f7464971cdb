/**
 * Which word of the lists somebody has written: gently, because they write from memory, on a small keyboard, perhaps badly. It never guesses
 * between two words, and never corrects one that exists.
 */
import { plain, type WordList } from "./wordLists.ts";

/** No two words of a list begin with the same four letters. */
const TELLING = 4;
/** A word this short with a letter wrong could be too many others. */
const SHORTEST_MENDED = 4;

export type Understood =
  | { readonly kind: "nothing" }
  /** As the list has it; `exact`: but for accents and capitals it was written so. */
  | { readonly kind: "word"; readonly word: string; readonly exact: boolean }
  | { readonly kind: "unknown" };

/** @param lists in the order in which they are believed */
export function understand(written: string, lists: readonly WordList[]): Understood {
  const said = plain(written);
  if (said === "") return { kind: "nothing" };
  for (const match of [exactly, byBeginning, byOneMistake]) {
    for (const { words, plain: all } of lists) {
      const [word, ...others] = words.filter((_word, index) => match(all[index] ?? "", said));
      if (others.length > 0) return { kind: "unknown" };
      if (word !== undefined) return { kind: "word", word, exact: match === exactly };
    }
  }
  return { kind: "unknown" };
}

/** The list that knows most of the words first: one phrase is in one language. */
export function mostLikelyFirst(written: readonly string[], lists: readonly WordList[]): readonly WordList[] {
  const said = written.map(plain);
  const known = (list: WordList): number => list.plain.filter((word) => said.includes(word)).length;
  return [...lists].sort((a, b) => known(b) - known(a));
}

/** Several words that were pasted, or written into one field, go into the fields from there on. */
export function wordsIn(written: string): readonly string[] {
  return written.split(/[^\p{L}\p{M}'’-]+/u).filter((word) => word !== "");
}

function exactly(word: string, said: string): boolean {
  return word === said;
}

function byBeginning(word: string, said: string): boolean {
  return said.length >= TELLING && word.startsWith(said);
}

/** One letter too many, too few, another one, or two that changed places (the distance of Damerau is one). */
function byOneMistake(word: string, said: string): boolean {
  if (said.length < SHORTEST_MENDED || Math.abs(word.length - said.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === said[start]) start += 1;
  const [restOfWord, restOfSaid] = [word.slice(start), said.slice(start)];
  return (
    restOfWord.slice(1) === restOfSaid.slice(1) ||
    restOfWord.slice(1) === restOfSaid ||
    restOfWord === restOfSaid.slice(1) ||
    (restOfWord[0] === restOfSaid[1] && restOfWord[1] === restOfSaid[0] && restOfWord.slice(2) === restOfSaid.slice(2))
  );
}

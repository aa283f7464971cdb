/**
 * What the page can reach, by names alone: a function, variable or class is reached when its name occurs as a word in what is reached, a
 * method when its class is and its own name occurs so. Strings count, whose object it is does not: the rule errs on the side of keeping.
 * Nothing is listed by hand, and code that begins to use a method brings it back by itself.
 */
import type { Piece, Pieces } from "./pieces.ts";

export interface Reached {
  /** Each word of what is reached. */
  readonly words: ReadonlySet<string>;
  readonly pieces: ReadonlySet<Piece>;
}

/** What the JavaScript language itself calls, and wasm-bindgen's own. */
const ALWAYS = /^(__|(free|toString|toJSON|valueOf|then|next|return|throw|get|set|has|handleEvent)$)/;

/** @param roots names that are reached in any case */
export function reach(sources: readonly Pieces[], roots: readonly string[]): Reached {
  const words = new Set<string>();
  const pieces = new Set<Piece>();
  /** What a new word may bring in. */
  const byName = new Map<string, Piece[]>();
  const methodsOf = new Map<string, Piece[]>();
  for (const piece of sources.flatMap(({ list }) => list)) {
    push(byName, piece.name, piece);
    if (piece.of !== null) push(methodsOf, piece.of, piece);
  }
  const classes = new Set<string>();
  const queue: string[] = [];
  const say = (said: Iterable<string>): void => {
    for (const word of said) {
      if (words.has(word)) continue;
      words.add(word);
      queue.push(word);
    }
  };
  const keep = (piece: Piece): void => {
    if (pieces.has(piece)) return;
    pieces.add(piece);
    say(piece.words);
    if (piece.of !== null) return;
    classes.add(piece.name);
    for (const method of methodsOf.get(piece.name) ?? []) {
      if (ALWAYS.test(method.name) || words.has(method.name)) keep(method);
    }
  };
  say(roots);
  for (const { rest } of sources) say(rest);
  for (let word = queue.pop(); word !== undefined; word = queue.pop()) {
    for (const piece of byName.get(word) ?? []) if (piece.of === null || classes.has(piece.of)) keep(piece);
  }
  return { words, pieces };
}

function push(map: Map<string, Piece[]>, key: string, piece: Piece): void {
  const list = map.get(key);
  if (list) list.push(piece);
  else map.set(key, [piece]);
}

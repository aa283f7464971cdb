/** Whether something is heard in what an officer has written: without regard to capitals, accents, apostrophes and other signs. */

/** Small letters without accents, and digits; one space between words. */
export function normalise(text: string): string {
  return text
    .replaceAll(/œ/gi, "oe")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Whole words, but for a `*` at the end: however the last one goes on. */
export function hears(heard: string, said: string): boolean {
  const words = normalise(heard);
  const end = heard.trimEnd().endsWith("*") ? "" : " ";
  return ` ${normalise(said)} `.includes(` ${words}${end}`);
}

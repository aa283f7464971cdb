import { fill, type Words } from "../words/words.ts";

/** How long, in words; `since` and `now` in milliseconds. The two clocks may differ a little: never less than nothing. */
export function waited({ waited: words }: Words, since: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - since) / 1_000));
  if (seconds < 60) return fill(words.seconds, { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return fill(words.minutes, { n: minutes });
  return fill(words.hours, { h: Math.floor(minutes / 60), n: minutes % 60 });
}

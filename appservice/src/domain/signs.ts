/**
 * What the desk knows of a victim's page, and what it makes of its silence. Pure. A page that falls silent may have left without its
 * notice, or be on a bad network, or be asleep in a pocket: nobody can tell them apart at first, so the officer is told only what is known.
 */

export interface Signs {
  /** When it was last heard of. */
  readonly heardAt: number;
  /** When the page itself ended the last request that it held open; means something only if it was not heard of since. */
  readonly hungUpAt: number | null;
  /** As the page has said. `closed`: what it held in its memory is gone; only another page may come, with the phrase. */
  readonly page: "shown" | "hidden" | "closed";
}

/** `away`: in the background and silent, as a phone that sleeps. `lost`: silent, and it was in sight. */
export type Presence = "here" | "away" | "lost" | "closed";

/** In milliseconds. */
export interface Patience {
  /** How long the page may hold one request open without another sign. */
  readonly held: number;
  /** From then, or from the hang-up, until its silence means something. */
  readonly lost: number;
  /** How long a silent page that was in sight has to come back. */
  readonly silence: number;
  /** The same for one that was in the background, or was closed. */
  readonly idle: number;
}

function silentSince({ heardAt, hungUpAt }: Signs, patience: Patience): number {
  return hungUpAt !== null && hungUpAt >= heardAt ? hungUpAt : heardAt + patience.held;
}

export function presenceOf(signs: Signs, patience: Patience, now: number): Presence {
  if (signs.page === "closed") return "closed";
  if (now < silentSince(signs, patience) + patience.lost) return "here";
  return signs.page === "hidden" ? "away" : "lost";
}

/** When its silence begins to mean something. */
export function lostAt(signs: Signs, patience: Patience): number {
  return signs.page === "closed" ? signs.heardAt : silentSince(signs, patience) + patience.lost;
}

/** When the page is taken as gone for good. A closed one is no end: whoever has a phrase may come back in another page. */
export function goneAt(signs: Signs, patience: Patience): number {
  switch (signs.page) {
    case "closed":
    case "hidden":
      return signs.heardAt + patience.idle;
    case "shown":
      return silentSince(signs, patience) + patience.silence;
  }
}

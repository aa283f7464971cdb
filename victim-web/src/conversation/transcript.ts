/**
 * What an officer who comes is told again, because nothing else makes sure that they can read it (ADR 0019): what other officers have said, whose
 * keys their client does not believe from anybody else; what they have missed themselves, which their homeserver may not fetch; and everything,
 * when it was another officer who has invited them.
 */
import { type OfficerView, serverNameOf } from "@abri/contract";
import type { Log, LogEntry } from "./log.ts";

export interface Said {
  /** `null`: an attested officer whom the desk has not named to this page. */
  readonly by: OfficerView | "victim" | null;
  /** `null`: a picture. */
  readonly text: string | null;
}

/** Who comes, and who is there beside them. */
export interface Newcomer {
  readonly officer: OfficerView;
  readonly present: readonly OfficerView[];
  /** This page has given them the keys of what was said before. */
  readonly isInvited: boolean;
}

/** In order; what was withdrawn is left out, and what the newcomer has said themselves. */
export function saidBefore(log: Log, newcomer: Newcomer): readonly Said[] {
  const { officer, isInvited } = newcomer;
  const coming = log.filter((entry) => hasCome(entry, officer)).at(-1);
  const before = coming === undefined ? log : log.slice(0, log.indexOf(coming));
  const own = before.filter((entry) => isBy(entry, officer)).at(-1);
  const hasBeen = own !== undefined || before.some((entry) => hasCome(entry, officer));
  const since = isInvited ? (own?.at ?? 0) : 0;
  const victimsSince = hasBeen || !isInvited ? since : awaySince(before, newcomer);
  return log.flatMap((entry): Said[] => {
    switch (entry.kind) {
      case "notice":
        return [];
      case "mine": {
        const isThere = entry.text !== null && entry.events.length > 0;
        if (!isThere || (entry.at ?? Infinity) <= victimsSince) return [];
        return [{ by: "victim", text: entry.attachment?.kind === "picture" ? null : entry.text }];
      }
      case "theirs": {
        const isShown = entry.text !== null || entry.picture != null;
        // An edit says nothing of when it came.
        if (!isShown || isBy(entry, officer) || (entry.at <= since && !entry.edited)) return [];
        return [{ by: entry.officer, text: entry.text }];
      }
    }
  });
}

/**
 * Since when the homeserver of somebody who comes for the first time may have missed what was said, because none of its officers was there;
 * never, if there was no such time.
 */
function awaySince(before: Log, { officer, present }: Newcomer): number {
  const isColleague = (one: { readonly userId: OfficerView["userId"] }): boolean =>
    serverNameOf(one.userId) === serverNameOf(officer.userId);
  const left = before.find(
    (entry) =>
      entry.kind === "notice" && entry.what === "left" && isColleague(entry.officer) && !entry.others.some(isColleague),
  );
  // Of what was before the victim came back no coming or going is known.
  const gone = before.find(
    (entry) =>
      entry.kind === "theirs" &&
      entry.officer !== null &&
      isColleague(entry.officer) &&
      !present.some((one) => isBy(entry, one)) &&
      !before.some((one) => one.kind === "notice" && isBy(entry, one.officer)),
  );
  return Math.min(left?.at ?? Infinity, gone?.at ?? Infinity);
}

function isBy(entry: LogEntry, { userId }: OfficerView): boolean {
  return entry.kind === "theirs" && entry.sender === userId;
}

function hasCome(entry: LogEntry, { userId }: OfficerView): boolean {
  return entry.kind === "notice" && entry.what === "came" && entry.officer.userId === userId;
}

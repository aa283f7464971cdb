/**
 * What has been said, for an officer who takes over: their client believes of what it is given only the words of whoever gave it the keys
 * (ADR 0019). That is the victim, when this page has invited them; it was not this page while it was away.
 */
import type { OfficerView } from "@abri/contract";
import type { Log } from "./log.ts";

export interface Said {
  /** `null`: the victim. */
  readonly officer: OfficerView | null;
  readonly text: string;
}

/** In order; pictures and what was withdrawn are left out, and what `newcomer` has said themselves. */
export function saidBefore(log: Log, newcomer: OfficerView, withOwn: boolean): readonly Said[] {
  return log.flatMap((entry): Said[] => {
    if (entry.kind === "notice" || entry.text === null) return [];
    if (entry.kind === "mine") return withOwn && entry.events.length > 0 ? [{ officer: null, text: entry.text }] : [];
    if (entry.officer === null || entry.officer.userId === newcomer.userId) return [];
    return [{ officer: entry.officer, text: entry.text }];
  });
}

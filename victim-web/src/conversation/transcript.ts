/** What officers have said, for one who takes over: their client has the keys from this page alone, and believes only this page's own words. */
import type { OfficerView } from "@abri/contract";
import type { Log } from "./log.ts";

export interface Said {
  readonly officer: OfficerView;
  readonly text: string;
}

/** In order; pictures and what was withdrawn are left out, and what `newcomer` has said themselves. */
export function saidByOthers(log: Log, newcomer: OfficerView): readonly Said[] {
  return log.flatMap((entry) => {
    if (entry.kind !== "theirs" || entry.officer === null || entry.text === null) return [];
    return entry.officer.userId === newcomer.userId ? [] : [{ officer: entry.officer, text: entry.text }];
  });
}

/** What every part of a widget needs: the words, the client, and a way to do something and say what became of it. */
import { createContext, useContext } from "react";
import type { Outcome } from "../../desk/desk.ts";
import type { Host } from "../../host/host.ts";
import type { Words } from "../../words/words.ts";

export interface Work {
  readonly words: Words;
  /** The interface's own. */
  readonly language: string;
  readonly host: Host;
  /** While something is being done nothing else can be begun. */
  readonly isBusy: boolean;
  /** Resolves with whether it was done; what became of it is said once. `done` in place of the usual words. */
  readonly act: (does: () => Promise<Outcome>, done?: string) => Promise<boolean>;
}

export const WorkContext = createContext<Work | null>(null);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (work === null) throw new Error("no work around this component");
  return work;
}

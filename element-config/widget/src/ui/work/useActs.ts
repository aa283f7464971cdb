import { useCallback, useState } from "react";
import type { Outcome } from "../../desk/desk.ts";
import type { Words } from "../../words/words.ts";
import type { Work } from "./work.ts";

/** What became of the last act, in words; `null`: nothing to say. */
export interface Said {
  readonly isGood: boolean;
  readonly text: string;
}

export function useActs(words: Words): Pick<Work, "isBusy" | "act"> & { readonly said: Said | null } {
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const act = useCallback(
    async (does: () => Promise<Outcome>, done: string = words.done): Promise<boolean> => {
      setBusy(true);
      setSaid(null);
      const outcome = await does().catch((): Outcome => ({ ok: false, reason: "away" }));
      setSaid(outcome.ok ? { isGood: true, text: done } : { isGood: false, text: failure(words, outcome.reason) });
      setBusy(false);
      return outcome.ok;
    },
    [words],
  );
  return { isBusy, act, said };
}

function failure({ failed }: Words, reason: string): string {
  return reason in failed ? failed[reason as keyof typeof failed] : failed.other;
}

import { useEffect } from "react";
import type { MessageModel } from "../../view-models/messageModel.ts";

/** Tells of the last message of an officer's, once it is on a screen that somebody may be looking at. */
export function useSeen(messages: readonly MessageModel[], seen: ((key: string) => void) | null): void {
  const last = messages.filter(({ from }) => from === "officer").at(-1)?.key ?? null;
  useEffect(() => {
    if (last === null || seen === null) return undefined;
    const look = (): void => {
      if (document.visibilityState === "visible") seen(last);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [last, seen]);
}

/** The formatter as components use it, without the code of it. */
import { useMemo, useSyncExternalStore } from "react";
import type { IcuMessage } from "@abri/contract/content";
import { useLanguages } from "./language.ts";

export type Format = <A extends string>(message: IcuMessage<A>, values: Readonly<Record<A, string | number>>) => string;

let create: ((language: string) => Format) | null = null;
const listeners = new Set<() => void>();

/** Called once, by the code that formats, when it arrives. */
export function offerFormatter(creator: (language: string) => Format): void {
  create = creator;
  for (const listener of listeners) listener();
}

/** Until the conversation's code is here nothing has a parameter to show: then a message is empty. */
export function useFormat(): Format {
  const { current } = useLanguages();
  const creator = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => create,
  );
  return useMemo(() => creator?.(current) ?? (() => ""), [creator, current]);
}

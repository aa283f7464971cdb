/** What is fetched once somebody wants to read it: the advice and the honest words of a register, the accessibility statement. */
import { useEffect, useState } from "react";
import type { Situation } from "@abri/contract";
import type { HonestWords, Register, SituationAdvice, Statement } from "@abri/contract/content";
import { useLanguages, useLanguageStore } from "./language.ts";

/** `failed`: the numbers stay on the screen, and `retry` asks again. */
export type Fetched<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly retry: () => void }
  | ({ readonly kind: "ready" } & T);

export function useAdvice(
  register: Register,
  situation: Situation,
): Fetched<{
  readonly advice: SituationAdvice;
  /** Topics of other situations that belong here too. */
  readonly also: SituationAdvice["topics"];
  readonly honest: HonestWords;
}> {
  const languages = useLanguageStore();
  const fetched = useFetched(`advice ${register}`, () => languages.advice(register));
  if (fetched.kind !== "ready") return fetched;
  const { honest, advice } = fetched.value;
  const also = advice[situation].also.flatMap(({ situation: other, topic }) =>
    advice[other].topics.filter(({ id }) => id === topic),
  );
  return { kind: "ready", honest, advice: advice[situation], also };
}

export function useStatement(): Fetched<{ readonly statement: Statement }> {
  const languages = useLanguageStore();
  const fetched = useFetched("statement", () => languages.statement());
  return fetched.kind === "ready" ? { kind: "ready", statement: fetched.value } : fetched;
}

/** `what` names what is fetched; the language belongs to the name. */
function useFetched<T>(what: string, load: () => Promise<T>): Fetched<{ readonly value: T }> {
  const { current } = useLanguages();
  const [tries, setTries] = useState(0);
  const wanted = `${current} ${what} ${tries}`;
  const [got, setGot] = useState<{ readonly name: string; readonly value: T | null } | null>(null);
  useEffect(() => {
    let stale = false;
    load().then(
      (value) => {
        if (!stale) setGot({ name: wanted, value });
      },
      () => {
        if (!stale) setGot({ name: wanted, value: null });
      },
    );
    return () => {
      stale = true;
    };
    // `load` is new at each rendering; `wanted` names what it loads.
  }, [wanted]);
  if (got?.name !== wanted) return { kind: "loading" };
  if (got.value === null) return { kind: "failed", retry: () => setTries(tries + 1) };
  return { kind: "ready", value: got.value };
}

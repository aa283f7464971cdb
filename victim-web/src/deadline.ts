/** A signal that aborts after `ms`, or when one of `signals` does. What `AbortSignal.any` and `.timeout` do, in browsers that have neither. */
export function deadline(
  ms: number,
  ...signals: readonly (AbortSignal | null | undefined)[]
): { readonly signal: AbortSignal; readonly stop: () => void; readonly over: () => void } {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  const timer = setTimeout(stop, ms);
  for (const signal of signals) signal?.addEventListener("abort", stop);
  return {
    signal: cut.signal,
    stop,
    over: () => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener("abort", stop);
    },
  };
}

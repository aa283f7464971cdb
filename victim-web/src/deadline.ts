/** A signal that aborts when `signal` does, or after `ms`. What `AbortSignal.any` and `.timeout` do, in browsers that have neither. */
export function deadline(signal: AbortSignal, ms: number): { readonly signal: AbortSignal; readonly over: () => void } {
  const cut = new AbortController();
  const stop = (): void => cut.abort();
  const timer = setTimeout(stop, ms);
  signal.addEventListener("abort", stop);
  return {
    signal: cut.signal,
    over: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

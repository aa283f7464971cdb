/**
 * A worker that dies tells nobody. So it holds a lock of its own name as long as it lives, and the page, which waits for that lock, gets it when
 * the worker is gone for whatever reason. Locks are in the browser's memory only, and go with the page.
 */

/** Resolves with whether the lock is held: a browser may forbid locks, and then nobody is to wait for it. */
export function holdLife(): Promise<boolean> {
  // Rust that has panicked must not be trusted with anything more: every key that it holds may be half changed.
  self.addEventListener("error", ({ error }) => endAfterPanic(error));
  self.addEventListener("unhandledrejection", ({ reason }) => endAfterPanic(reason));
  return new Promise((resolve) => {
    navigator.locks
      .request(self.name, () => {
        resolve(true);
        // Never released: the browser does, when the worker ends.
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}

function endAfterPanic(thrown: unknown): void {
  if (thrown instanceof WebAssembly.RuntimeError) self.close();
}

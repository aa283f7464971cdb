/** Rust that has panicked must not be trusted with anything more: every key that it holds may be half changed. */
export function endAfterPanics(): void {
  self.addEventListener("error", ({ error }) => endAfterPanic(error));
  self.addEventListener("unhandledrejection", ({ reason }) => endAfterPanic(reason));
}

function endAfterPanic(thrown: unknown): void {
  if (thrown instanceof WebAssembly.RuntimeError) self.close();
}

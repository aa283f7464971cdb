/**
 * What matrix-js-sdk assumes of a browser and the oldest of ours do not have (docs/browsers.md). Written here: a classic worker is one file, so
 * core-js's 4 kB for this one function would be loaded by everybody.
 */
export function bringAssumed(): void {
  if ("withResolvers" in Promise) return;
  Object.defineProperty(Promise, "withResolvers", { configurable: true, writable: true, value: withResolvers });
}

/** ECMAScript 2024, "Promise.withResolvers", for `Promise` itself. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let settle: Pick<PromiseWithResolvers<T>, "resolve" | "reject"> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  if (settle === undefined) throw new TypeError("a promise that runs nothing");
  return { promise, ...settle };
}

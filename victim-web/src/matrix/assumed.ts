/** What matrix-js-sdk assumes of a browser and the oldest of ours do not have (docs/browsers.md). Only those load it. */
export async function bringAssumed(): Promise<void> {
  if (!("withResolvers" in Promise)) await import("core-js/modules/es.promise.with-resolvers.js");
}

/** Makes a browser poorer: takes from it, in the page and in its workers, whatever the oldest of our browsers do not have. */
import type { Page } from "playwright-core";
import { newerPaths } from "../../victim-web/build/browsers/newer.ts";

/** Playwright itself looks with it whether something is shown. */
const KEPT = new Set(["Element.prototype.checkVisibility"]);

/**
 * Runs first in each script that is loaded, because nothing else runs in a worker before its script does.
 * @param then runs after it
 */
export async function makeOld(page: Page, then = ""): Promise<void> {
  const first = `(${takeAway.toString()})(${JSON.stringify(newerPaths().filter((path) => !KEPT.has(path)))});${then};`;
  await page.context().route(/\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: first + (await response.text()) });
  });
}

/** Runs in the browser. Some cannot be deleted (`Symbol.dispose`): they stay. */
function takeAway(paths: readonly string[]): void {
  // A script that comes later finds its own polyfills in place.
  const once = "taken away";
  if (Reflect.has(globalThis, once)) return;
  Object.defineProperty(globalThis, once, { value: true });
  for (const path of paths) {
    const names = path.split(".");
    const last = names.pop() ?? "";
    let owner: unknown = globalThis;
    for (const name of names)
      owner = owner === undefined || owner === null ? null : Reflect.get(Object(owner) as object, name);
    if (owner !== undefined && owner !== null) Reflect.deleteProperty(Object(owner) as object, last);
  }
}

/** What a page has left in a browser. */
import type { Page } from "playwright-core";

/** The names of the stores of this origin that hold anything. */
export async function storesHolding(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const holding: string[] = [];
    if (localStorage.length > 0) holding.push("localStorage");
    if (sessionStorage.length > 0) holding.push("sessionStorage");
    if (document.cookie !== "") holding.push("cookies");
    if ((await indexedDB.databases()).length > 0) holding.push("IndexedDB");
    if ((await caches.keys()).length > 0) holding.push("CacheStorage");
    if ((await navigator.serviceWorker.getRegistrations()).length > 0) holding.push("service workers");
    return holding;
  });
}

/** Puts something into every store that a page can write without a service worker of its own. */
export async function fillStores(page: Page): Promise<void> {
  await page.evaluate(async () => {
    localStorage.setItem("planted", "1");
    sessionStorage.setItem("planted", "1");
    document.cookie = "planted=1; path=/";
    await (await caches.open("planted")).put("/planted", new Response("1"));
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open("planted");
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(new Error("IndexedDB"));
    });
  });
}

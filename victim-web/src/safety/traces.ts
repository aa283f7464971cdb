/** Empties every store that a page can have. This one writes to none; it is emptied all the same, in case something else did. */
export function wipeStores(): void {
  attempt(() => localStorage.clear());
  attempt(() => sessionStorage.clear());
  attempt(() => {
    for (const cookie of document.cookie.split(";")) {
      const name = cookie.split("=")[0]?.trim();
      if (name) document.cookie = `${name}=; max-age=0; path=/`;
    }
  });
  later(async () => {
    for (const { name } of await indexedDB.databases()) if (name !== undefined) indexedDB.deleteDatabase(name);
  });
  later(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  later(async () => {
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  });
}

/** A browser may forbid a store, or not have it: then there is nothing of ours in it. */
function attempt(wipe: () => void): void {
  try {
    wipe();
  } catch {
    // Nothing to wipe.
  }
}

function later(wipe: () => Promise<void>): void {
  attempt(() => void wipe().catch(() => undefined));
}

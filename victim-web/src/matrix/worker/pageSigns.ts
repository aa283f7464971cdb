/** What the page has told of the network and of being looked at; a worker cannot see the one, and not in every browser the other. */
import type { Sign } from "../protocol.ts";

export class PageSigns {
  private readonly told = new EventTarget();

  tell(sign: Sign): void {
    this.told.dispatchEvent(new Event(sign));
  }

  /** Resolves after `ms`, or at once when the network comes back or the page is shown again. */
  readonly pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.told.removeEventListener("online", finish);
        this.told.removeEventListener("shown", finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.told.addEventListener("online", finish);
      this.told.addEventListener("shown", finish);
    });

  /** Calls `then` when the network is gone; returns how to take that back. */
  readonly onOffline = (then: () => void): (() => void) => {
    this.told.addEventListener("offline", then);
    return () => this.told.removeEventListener("offline", then);
  };
}

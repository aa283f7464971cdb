/** Stands between the page and what it asks for, so that a state stays on the screen for as long as it is looked at. */
import type { BrowserContext, Route } from "playwright-core";

export class Held {
  private readonly context: BrowserContext;
  private readonly url: RegExp;
  private released: Promise<void> = Promise.resolve();
  private letGo: () => void = () => undefined;

  private constructor(context: BrowserContext, url: RegExp) {
    this.context = context;
    this.url = url;
  }

  /** Everything that matches `url` from now on reaches the server; its answer comes back unless it is held. */
  static async behind(context: BrowserContext, url: RegExp): Promise<Held> {
    const held = new Held(context, url);
    await context.route(url, held.pass);
    return held;
  }

  /** No answer comes back while `during` runs. */
  async while(during: () => Promise<unknown>): Promise<void> {
    this.released = new Promise((resolve) => (this.letGo = resolve));
    try {
      await during();
    } finally {
      this.letGo();
    }
  }

  async stop(): Promise<void> {
    await this.context.unroute(this.url, this.pass);
  }

  private readonly pass = async (route: Route): Promise<void> => {
    try {
      const response = await route.fetch();
      await this.released;
      await route.fulfill({ response });
    } catch {
      // No answer: whoever asked has gone, or has no network.
      await route.abort().catch(() => undefined);
    }
  };
}

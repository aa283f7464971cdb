/** Where the exit leads in tests: they stand in for the Internet, which they do not need. */
import type { BrowserContext, Page } from "playwright-core";

const HTML = `<!doctype html><html lang="fr"><title>Accueil</title><p>Une page de tous les jours</p></html>`;

export type Internet = "answers" | "hangs" | "refuses";

export class NeutralPage {
  /** How often the browser asked for it. */
  asked = 0;
  internet: Internet = "answers";

  /**
   * Resolves when another page than ours is there. The neutral one, or a blank one: on a machine that is slow enough, the second that the
   * exit gives the neutral page is over first.
   */
  static async instead(page: Page): Promise<void> {
    await page.waitForURL((url) => url.hostname !== "localhost", { waitUntil: "commit" });
  }

  static async behind(context: BrowserContext): Promise<NeutralPage> {
    const page = new NeutralPage();
    await context.route(
      (url) => url.hostname !== "localhost",
      async (route) => {
        page.asked += 1;
        switch (page.internet) {
          case "answers":
            return route.fulfill({ contentType: "text/html; charset=utf-8", body: HTML });
          case "refuses":
            return route.abort("connectionrefused");
          case "hangs":
            return; // Never answered.
        }
      },
    );
    return page;
  }
}

/** A victim with a real Chromium and a new profile, who knows the page only by the names that `interfaces.md` fixes. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Locator, type Page } from "playwright-core";

export const SITUATIONS = {
  home: "À la maison, dans la rue, au sport",
  online: "Sur les réseaux sociaux",
  school: "Au sein de l'école, du collège ou du lycée",
} as const;

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface VictimBrowserOptions {
  readonly javaScript?: boolean;
  readonly prepare?: (page: Page) => Promise<unknown>;
}

export class VictimBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly profile: string;

  private constructor(context: BrowserContext, page: Page, profile: string) {
    this.context = context;
    this.page = page;
    this.profile = profile;
  }

  /** Opens the page in a new browser with an empty profile; `prepare` comes before the page does. */
  static async open(url: string, options: VictimBrowserOptions = {}): Promise<VictimBrowser> {
    const profile = await mkdtemp(join(tmpdir(), "abri-victim-"));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env["ABRI_CHROMIUM"] ?? "/usr/bin/chromium",
      args: FLAGS,
      locale: "fr-FR",
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: options.javaScript ?? true,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    await options.prepare?.(page);
    await page.goto(url);
    return new VictimBrowser(context, page, profile);
  }

  /** The page once more, in another tab of the same browser; it closes with the browser. */
  async inAnotherTab(): Promise<VictimBrowser> {
    const page = await this.context.newPage();
    await page.goto(this.page.url());
    return new VictimBrowser(this.context, page, this.profile);
  }

  async choose(situation: keyof typeof SITUATIONS): Promise<void> {
    await this.page.getByRole("button", { name: SITUATIONS[situation] }).click();
  }

  async start(): Promise<void> {
    await this.page.getByRole("button", { name: "Démarrer la conversation" }).click();
  }

  async write(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Votre message" }).fill(text);
    await this.page.getByRole("button", { name: "Envoyer" }).click();
  }

  get log(): Locator {
    return this.page.getByRole("log", { name: "Conversation" });
  }

  get status(): Locator {
    return this.page.getByRole("status");
  }

  /** Waits until the log shows `text`. */
  async sees(text: string): Promise<void> {
    await this.log.getByText(text, { exact: true }).first().waitFor();
  }

  /** What stands beside one's own message: « en attente », « envoyé », « n'a pas pu être envoyé ». */
  async deliveryOf(text: string): Promise<string> {
    const message = this.log.locator("div", { has: this.page.getByText(text, { exact: true }) }).last();
    return (await message.innerText()).replace(text, "");
  }

  /** Waits until the status line matches. */
  async statusSays(pattern: RegExp): Promise<void> {
    await this.status.filter({ hasText: pattern }).first().waitFor();
  }

  /** Ends the conversation, and waits until the server knows: a browser that is closed at once would take the notice with it. */
  async end(): Promise<void> {
    const known = this.page.waitForResponse((response) => response.url().endsWith("/api/conversation/close"));
    await this.page.getByRole("button", { name: "Terminer la conversation" }).click();
    await known;
  }

  async hasEnded(): Promise<boolean> {
    return !(await this.page.getByRole("button", { name: "Terminer la conversation" }).isVisible());
  }

  async emergencyExit(): Promise<void> {
    await this.page.getByRole("button", { name: "Quitter en urgence" }).click();
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true });
  }
}

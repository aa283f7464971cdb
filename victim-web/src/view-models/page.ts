/**
 * The page as a whole: which screen is up, and what the person can do there. One exists. It is outside React so that the emergency
 * exit can empty it whatever React is doing.
 *
 *     entry ⇄ situation ─▶ conversation ─▶ entry
 */
import type { Situation } from "@abri/contract";
import type { Conversation } from "../conversation/conversation.ts";
import type { Engine } from "../engine.ts";
import type { Languages } from "../i18n/languages.ts";

export type Screen =
  | { readonly at: "entry" }
  | { readonly at: "situation"; readonly situation: Situation }
  /** `conversation` is `null` for the instant until the code for it is there. */
  | { readonly at: "conversation"; readonly situation: Situation; readonly conversation: Conversation | null };

/** `no`: the page was served without what a conversation needs. `noEncryption`: this browser cannot encrypt. */
export type Availability = "yes" | "no" | "noEncryption";

export interface PageState {
  readonly screen: Screen;
  readonly available: Availability;
}

export class Page {
  private state: PageState;
  private readonly listeners = new Set<() => void>();
  private readonly engine: Promise<Engine | null>;
  private readonly languages: Languages;

  constructor(engine: Promise<Engine | null>, languages: Languages, canEncrypt: boolean) {
    this.engine = engine;
    this.languages = languages;
    this.state = { screen: { at: "entry" }, available: canEncrypt ? "yes" : "noEncryption" };
    void engine.then((loaded) => {
      if (loaded === null && canEncrypt) this.set({ available: "no" });
    });
  }

  readonly getState = (): PageState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  choose(situation: Situation): void {
    this.set({ screen: { at: "situation", situation } });
  }

  backToEntry(): void {
    this.set({ screen: { at: "entry" } });
  }

  async start(situation: Situation): Promise<void> {
    if (this.state.screen.at === "conversation") return;
    this.set({ screen: { at: "conversation", situation, conversation: null } });
    const engine = await this.engine;
    // The person may have gone back, or left, in the meantime.
    const { screen } = this.getState();
    if (screen.at !== "conversation" || screen.conversation !== null) return;
    if (engine === null) {
      this.set({ screen: { at: "situation", situation }, available: "no" });
      return;
    }
    const conversation = engine.newConversation(
      { situation, role: "unsaid", ageBand: "unsaid", urgency: "normal" },
      this.languages,
    );
    conversation.begin();
    this.set({ screen: { at: "conversation", situation, conversation } });
  }

  /** Forgets everything at once; returns the notice to the server. */
  forget(): (() => void) | null {
    const { screen } = this.state;
    this.listeners.clear();
    this.state = { screen: { at: "entry" }, available: "no" };
    return screen.at === "conversation" ? (screen.conversation?.wipe() ?? null) : null;
  }

  private set(change: Partial<PageState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

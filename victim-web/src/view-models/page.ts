/**
 * The page as a whole: which screen is up, what the person has told so far, and what can be done there. One exists. It is outside React so
 * that the emergency exit can empty it whatever React is doing. All of it is in memory only.
 *
 *     statement ⇄ entry ⇄ situation ─▶ conversation ─▶ entry
 *                  │└────── danger ───────▲ ▲
 *                  └──▶ return ─ phrase ────┘
 */
import type { Situation, StatedSituation, Urgency } from "@abri/contract";
import type { Register } from "@abri/contract/content";
import type { Conversation } from "../conversation/conversation.ts";
import type { CameBack, Engine } from "../engine.ts";
import type { Languages } from "../i18n/languages.ts";
import { Observable } from "../observable.ts";
import type { Phrase } from "../returning/phrase.ts";

export type Screen =
  | { readonly at: "entry" }
  | { readonly at: "situation"; readonly situation: Situation }
  | { readonly at: "statement" }
  | { readonly at: "return" }
  | {
      readonly at: "conversation";
      readonly situation: StatedSituation;
      readonly urgency: Urgency;
      /** `null` for the instant until the code for it is there. */
      readonly conversation: Conversation | null;
    };

/** `no`: the page lacks what a conversation needs. `asking`: it looks whether it can be had now. `noEncryption`: this browser cannot. */
export type Availability = "yes" | "no" | "asking" | "noEncryption";

/** What the person has told of themselves. None of it has to be told. */
export interface Told {
  readonly age: "minor" | "adult" | "unsaid";
  readonly role: "witness" | "unsaid";
  readonly easy: boolean;
}

export interface PageState {
  readonly screen: Screen;
  readonly available: Availability;
  readonly told: Told;
}

const AGE_BANDS = { minor: "under-18", adult: "adult", unsaid: "unsaid" } as const;
const NOTHING_TOLD: Told = { age: "unsaid", role: "unsaid", easy: false };

export interface PageParts {
  /** Resolves with `null` when the code or the configuration cannot be had. */
  readonly loadEngine: () => Promise<Engine | null>;
  /** Asks the server for the whole page again, if it answers. */
  readonly reload: () => Promise<void>;
  readonly languages: Languages;
  readonly canEncrypt: boolean;
}

export class Page extends Observable<PageState> {
  private readonly parts: PageParts;
  private engine: Promise<Engine | null>;
  /** All that this page has begun: one that was ended offline still tells the desk so. */
  private readonly conversations: Conversation[] = [];
  private readonly wipes = new Set<() => void>();

  constructor(parts: PageParts) {
    super({ screen: { at: "entry" }, available: parts.canEncrypt ? "yes" : "noEncryption", told: NOTHING_TOLD });
    this.parts = parts;
    this.engine = this.load();
  }

  tell(told: Partial<Told>): void {
    this.change({ told: { ...this.state.told, ...told } });
  }

  choose(situation: Situation): void {
    this.change({ screen: { at: "situation", situation } });
  }

  showStatement(): void {
    this.change({ screen: { at: "statement" } });
  }

  showReturn(): void {
    this.change({ screen: { at: "return" } });
  }

  backToEntry(): void {
    this.change({ screen: { at: "entry" } });
  }

  async start(situation: StatedSituation, urgency: Urgency): Promise<void> {
    const before = this.state.screen;
    if (before.at === "conversation" && before.conversation === null) return;
    this.change({ screen: { at: "conversation", situation, urgency, conversation: null } });
    const engine = await this.engine;
    // The person may have gone back, or left, in the meantime.
    const { screen, told } = this.state;
    if (screen.at !== "conversation" || screen.conversation !== null) return;
    if (engine === null) {
      this.change({ screen: before.at === "conversation" ? { at: "entry" } : before });
      return;
    }
    const { age, role, easy } = told;
    const intake = { situation, urgency, role, ageBand: AGE_BANDS[age], easyReading: easy };
    const conversation = engine.newConversation(intake, this.parts.languages);
    this.conversations.push(conversation);
    conversation.begin();
    this.change({ screen: { ...screen, conversation } });
  }

  /** `null`: the conversation is on the screen, or the person has left this one. */
  async comeBack(phrase: Phrase, signal: AbortSignal): Promise<Exclude<CameBack, { kind: "back" }> | null> {
    const engine = await this.engine;
    if (engine === null) return { kind: "later" };
    const came = await engine.comeBack(phrase, this.parts.languages, signal);
    if (signal.aborted) return null;
    if (came.kind !== "back") return came;
    const { conversation, stated } = came;
    this.conversations.push(conversation);
    conversation.begin();
    const { situation, urgency } = stated;
    this.change({ screen: { at: "conversation", situation, urgency, conversation } });
    return null;
  }

  /** Calls `then` at the emergency exit, so that what a screen holds is let go of too; returns how to take that back. */
  whenWiped(then: () => void): () => void {
    this.wipes.add(then);
    return () => this.wipes.delete(then);
  }

  /** Tries again to make a conversation possible. */
  async retry(): Promise<void> {
    if (this.state.available !== "no") return;
    this.change({ available: "asking" });
    this.engine = this.load();
    // Some browsers remember that a module could not be loaded, and a page without its configuration stays without: a new page asks anew.
    if ((await this.engine) === null) await this.parts.reload();
  }

  /** The page is in sight, or in the background. */
  seen(page: "shown" | "hidden"): void {
    for (const conversation of this.conversations) conversation.inSight(page);
  }

  /** Forgets everything at once; returns the notice to the server. */
  forget(how: "emergency" | "closed"): (() => void) | null {
    this.listeners.clear();
    for (const wipe of this.wipes) wipe();
    this.wipes.clear();
    this.state = { screen: { at: "entry" }, available: "no", told: NOTHING_TOLD };
    const notices = this.conversations.splice(0).map((conversation) => conversation.wipe(how));
    return () => {
      for (const notice of notices) notice?.();
    };
  }

  private async load(): Promise<Engine | null> {
    const engine = await this.parts.loadEngine();
    if (this.parts.canEncrypt) this.change({ available: engine === null ? "no" : "yes" });
    return engine;
  }

  private change(change: Partial<PageState>): void {
    this.set({ ...this.state, ...change });
  }
}

/** In which register the advice speaks: to somebody under 18, unless told otherwise. */
export function registerFor({ age, easy }: Told): Register {
  if (easy) return "easy";
  return age === "adult" ? "adult" : "minor";
}

/**
 * The phrase that somebody gives in order to come back, and what came of it. One per open screen; outside React, so that the emergency exit
 * can empty it whatever React is doing.
 *
 *     writing ─▶ opening ─▶ (the conversation)
 *        ▲          └─▶ nothing, later, unable, waiting(seconds) ─▶ free
 *        └──────────────────┘ whatever is changed
 */
import type { ReturnPicture } from "@abri/contract";
import { Observable } from "../observable.ts";
import type { Opening } from "../returning/comeBack.ts";
import { PICTURES, type Phrase, WORDS } from "../returning/phrase.ts";
import { mostLikelyFirst, type Understood, understand, wordsIn } from "../returning/understand.ts";
import { languageOfWords, type WordList, wordList } from "../returning/wordLists.ts";

export type Outcome =
  | { readonly at: "writing" }
  | { readonly at: "opening" | "nothing" | "later" | "unable" }
  | { readonly at: "waiting"; readonly seconds: number }
  /** The wait is over. */
  | { readonly at: "free" };

export interface EntryState {
  readonly kind: Phrase["kind"];
  /** As they were written, one for each field. */
  readonly written: readonly string[];
  readonly understood: readonly Understood[];
  readonly pictures: readonly ReturnPicture[];
  readonly outcome: Outcome;
}

/** What opening came to, when it did not lead to the conversation. */
export type NotOpened = Exclude<Opening, { kind: "back" }>;

export interface EntryParts {
  readonly language: string;
  /** `null`: the conversation is on the screen. */
  readonly open: (phrase: Phrase, signal: AbortSignal) => Promise<NotOpened | null>;
  readonly lists?: readonly WordList[];
}

const NOTHING: Understood = { kind: "nothing" };
const EMPTY: EntryState = {
  kind: "words",
  written: Array.from({ length: WORDS }, () => ""),
  understood: Array.from({ length: WORDS }, () => NOTHING),
  pictures: [],
  outcome: { at: "writing" },
};

export class PhraseEntry extends Observable<EntryState> {
  private readonly parts: EntryParts;
  private lists: readonly WordList[];
  private readonly gone = new AbortController();
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: EntryParts) {
    super(EMPTY);
    this.parts = parts;
    this.lists = parts.lists ?? [];
    if (this.lists.length === 0) void this.loadLists();
  }

  choose(kind: Phrase["kind"]): void {
    this.change({ kind });
  }

  /** What stands in one field now; several words in it go into the fields after it too. Returns how many fields were filled. */
  write(place: number, text: string): number {
    const words = wordsIn(text);
    const filled = words.length > 1 ? words : [text];
    const written = this.state.written.map((before, index) => filled[index - place] ?? before);
    this.change({ written, understood: this.understand(written) });
    return filled.length;
  }

  pick(picture: ReturnPicture): void {
    if (this.state.pictures.length < PICTURES) this.change({ pictures: [...this.state.pictures, picture] });
  }

  removeLast(): void {
    this.change({ pictures: this.state.pictures.slice(0, -1) });
  }

  /** The first field that holds no word yet; `null` when the phrase is whole. */
  firstMissing(): number | null {
    const { kind, understood, pictures } = this.state;
    if (kind === "pictures") return pictures.length < PICTURES ? pictures.length : null;
    const missing = understood.findIndex((one) => one.kind !== "word");
    return missing < 0 ? null : missing;
  }

  async open(): Promise<void> {
    const phrase = this.phrase();
    const { at } = this.state.outcome;
    if (phrase === null || at === "opening" || at === "waiting") return;
    this.set({ ...this.state, outcome: { at: "opening" } });
    const outcome = await this.parts.open(phrase, this.gone.signal);
    if (this.gone.signal.aborted || outcome === null) return;
    if (outcome.kind === "wait") this.wait(outcome.ms);
    else this.set({ ...this.state, outcome: { at: outcome.kind } });
  }

  clear(): void {
    this.gone.abort();
    clearInterval(this.timer);
    this.set(EMPTY);
  }

  private phrase(): Phrase | null {
    const { kind, understood, pictures } = this.state;
    if (this.firstMissing() !== null) return null;
    if (kind === "pictures") return { kind, pictures };
    return { kind, words: understood.map((one) => (one.kind === "word" ? one.word : "")) };
  }

  private understand(written: readonly string[]): Understood[] {
    // Before the lists are here every word would be called unknown.
    if (this.lists.length === 0) return written.map(() => NOTHING);
    const lists = mostLikelyFirst(written, this.lists);
    return written.map((word) => understand(word, lists));
  }

  private async loadLists(): Promise<void> {
    const first = languageOfWords(this.parts.language);
    const other = first === "fr" ? "en" : "fr";
    try {
      this.lists = await Promise.all([wordList(first), wordList(other)]);
      if (!this.gone.signal.aborted) this.set({ ...this.state, understood: this.understand(this.state.written) });
    } catch {
      if (!this.gone.signal.aborted) this.set({ ...this.state, outcome: { at: "later" } });
    }
  }

  /** Counts down to when the gateway answers again. */
  private wait(ms: number): void {
    const end = Date.now() + ms;
    const look = (): void => {
      const seconds = Math.ceil((end - Date.now()) / 1_000);
      if (seconds <= 0) clearInterval(this.timer);
      this.set({ ...this.state, outcome: seconds > 0 ? { at: "waiting", seconds } : { at: "free" } });
    };
    clearInterval(this.timer);
    this.timer = setInterval(look, 1_000);
    look();
  }

  private change(change: Partial<EntryState>): void {
    const { at } = this.state.outcome;
    // What is being opened stays as it is, and a wait is not shortened by another phrase.
    if (at === "opening") return;
    this.set({ ...this.state, ...change, ...(at === "waiting" ? {} : { outcome: { at: "writing" } }) });
    if (this.lists.length === 0) void this.loadLists();
  }
}

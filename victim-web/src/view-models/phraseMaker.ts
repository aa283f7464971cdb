/**
 * Making a phrase, in a conversation, from the honest words to what is kept. One per open sheet. Outside React, so that the emergency exit can
 * empty it whatever React is doing. Nothing can be come back to before `kept`.
 *
 *     told ─▶ shown ⇄ asked ─▶ keeping ─▶ kept
 *               ▲                 └─▶ failed ─▶ keeping
 *               └── another one
 */
import type { AllowReturnRequest } from "@abri/contract";
import type { Kept } from "../conversation/ports.ts";
import { Observable } from "../observable.ts";
import { deriveKeys } from "../returning/deriveKeys.ts";
import type { PhraseKeys } from "../returning/keys.ts";
import { makePictures, makeWords, type Phrase, type Random } from "../returning/phrase.ts";
import { languageOfWords, plain, wordList } from "../returning/wordLists.ts";

/** How many parts of it are asked for. */
const ASKED = 2;

export type MakerState =
  | { readonly at: "told"; readonly making: boolean; readonly notLoaded: boolean }
  | { readonly at: "shown"; readonly phrase: Phrase }
  /** `place`: the part that is asked for, from 0; `then`: those afterwards. */
  | {
      readonly at: "asked";
      readonly phrase: Phrase;
      readonly place: number;
      readonly then: readonly number[];
      readonly wrong: boolean;
    }
  | { readonly at: "keeping"; readonly phrase: Phrase }
  | { readonly at: "kept" }
  /** Trying again may help when there is still a phrase. */
  | { readonly at: "failed"; readonly phrase: Phrase | null };

export interface MakerParts {
  readonly language: string;
  readonly keep: (keys: AllowReturnRequest, key: PhraseKeys["storage"]) => Promise<Kept>;
  readonly derive?: typeof deriveKeys;
  readonly random?: Random;
}

const TOLD: MakerState = { at: "told", making: false, notLoaded: false };

export class PhraseMaker extends Observable<MakerState> {
  private readonly parts: MakerParts;
  private readonly random: Random;
  private readonly gone = new AbortController();

  constructor(parts: MakerParts) {
    super(TOLD);
    this.parts = parts;
    this.random = parts.random ?? ((into) => crypto.getRandomValues(into));
  }

  async make(kind: Phrase["kind"]): Promise<void> {
    if (this.state.at === "told") this.set({ at: "told", making: true, notLoaded: false });
    const phrase = await this.another(kind);
    if (this.gone.signal.aborted) return;
    this.set(phrase === null ? { at: "told", making: false, notLoaded: true } : { at: "shown", phrase });
  }

  /** Asks for some parts of the phrase that is shown. */
  ask(): void {
    if (this.state.at !== "shown") return;
    const { phrase } = this.state;
    const [place = 0, ...then] = this.somePlaces(partsOf(phrase).length);
    this.set({ at: "asked", phrase, place, then, wrong: false });
  }

  showAgain(): void {
    if (this.state.at === "asked") this.set({ at: "shown", phrase: this.state.phrase });
  }

  /** @param said a word as somebody writes it, or a picture's name */
  answer(said: string): void {
    if (this.state.at !== "asked") return;
    const { phrase, place, then } = this.state;
    const [next, ...rest] = then;
    if (plain(partsOf(phrase)[place] ?? "") !== plain(said)) this.set({ ...this.state, wrong: true });
    else if (next !== undefined) this.set({ at: "asked", phrase, place: next, then: rest, wrong: false });
    else void this.keep(phrase);
  }

  retry(): void {
    if (this.state.at === "failed" && this.state.phrase !== null) void this.keep(this.state.phrase);
  }

  /** Forgets the phrase, whatever is being done with it. */
  clear(): void {
    this.gone.abort();
    this.set(TOLD);
  }

  private async keep(phrase: Phrase): Promise<void> {
    this.set({ at: "keeping", phrase });
    const kept = await this.tryToKeep(phrase);
    if (this.gone.signal.aborted) return;
    if (kept === "kept") this.set({ at: "kept" });
    else this.set({ at: "failed", phrase: kept === "later" ? phrase : null });
  }

  private async tryToKeep(phrase: Phrase): Promise<Kept> {
    const derive = this.parts.derive ?? deriveKeys;
    try {
      const { storage, ...keys } = await derive(phrase, this.gone.signal);
      return this.gone.signal.aborted ? "later" : await this.parts.keep(keys, storage);
    } catch {
      return "later";
    }
  }

  /** `null`: the list of words could not be had. */
  private async another(kind: Phrase["kind"]): Promise<Phrase | null> {
    if (kind === "pictures") return makePictures(this.random);
    try {
      return makeWords(await wordList(languageOfWords(this.parts.language)), this.random);
    } catch {
      return null;
    }
  }

  private somePlaces(length: number): number[] {
    const places = Array.from({ length }, (_none, index) => index);
    const lots = this.random(new Uint16Array(length));
    return places.sort((a, b) => (lots[a] ?? 0) - (lots[b] ?? 0)).slice(0, ASKED);
  }
}

function partsOf(phrase: Phrase): readonly string[] {
  return phrase.kind === "words" ? phrase.words : phrase.pictures;
}

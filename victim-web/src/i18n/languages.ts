/** The page's language: one exists, outside React. The choice is in memory only, so that choosing never leaves a trace. */
import type {
  InterfacePack,
  LanguageOption,
  PageContent,
  Register,
  RegisterPack,
  ReturningTexts,
  Statement,
} from "@abri/contract/content";
import { Observable } from "../observable.ts";
import { Library } from "./library.ts";

export interface LanguagesState {
  readonly current: InterfacePack;
  /** The language that was chosen and is on its way, or could not be had. */
  readonly change: { readonly kind: "none" } | { readonly kind: "loading" | "failed"; readonly language: string };
}

export class Languages extends Observable<LanguagesState> {
  readonly options: readonly LanguageOption[];
  /** The default language, in which officers read. */
  readonly first: InterfacePack;
  private readonly library: Library;

  constructor(content: PageContent, fetch: typeof globalThis.fetch) {
    super({ current: content.first, change: { kind: "none" } });
    this.options = content.languages;
    this.first = content.first;
    this.library = new Library(fetch);
  }

  /** Shows the page in another language as soon as its words are here; until then it stays as it is. */
  async choose(language: string): Promise<void> {
    const option = this.options.find((one) => one.language === language);
    if (option === undefined) return;
    this.change({ change: { kind: "loading", language } });
    try {
      const pack =
        language === this.first.language ? this.first : await this.library.get<InterfacePack>(option.interface);
      // The last choice counts, whichever arrives last.
      if (this.isAwaited(language)) this.change({ current: pack, change: { kind: "none" } });
    } catch {
      if (this.isAwaited(language)) this.change({ change: { kind: "failed", language } });
    }
  }

  /** The current language's advice for one register. */
  advice(register: Register): Promise<RegisterPack> {
    return this.library.get(this.option.advice[register]);
  }

  statement(): Promise<Statement> {
    return this.library.get(this.option.statement);
  }

  returning(): Promise<ReturningTexts> {
    return this.library.get(this.option.returning);
  }

  /** The current language's name and direction. */
  get option(): LanguageOption {
    const option = this.options.find((one) => one.language === this.state.current.language);
    if (option === undefined) throw new Error("the page's own language is not among its languages");
    return option;
  }

  private isAwaited(language: string): boolean {
    const { change } = this.state;
    return change.kind === "loading" && change.language === language;
  }

  private change(change: Partial<LanguagesState>): void {
    this.set({ ...this.state, ...change });
  }
}

/** A phrase that is made or given, tied to the life of what shows it: gone when that closes, and at the emergency exit, whichever comes first. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLanguageStore } from "../i18n/language.ts";
import type { Page } from "./page.ts";
import { type EntryState, PhraseEntry } from "./phraseEntry.ts";
import { type MakerState, PhraseMaker } from "./phraseMaker.ts";
import type { ConversationActions } from "./useConversation.ts";

export function useKeptPhrase(actions: ConversationActions): {
  readonly maker: PhraseMaker;
  readonly state: MakerState;
} {
  const { language } = useLanguageStore().option;
  const [maker] = useState(() => new PhraseMaker({ language, keep: actions.keep }));
  useGoneWith(maker, actions.whenWiped);
  return { maker, state: useSyncExternalStore(maker.subscribe, maker.getState) };
}

export function useGivenPhrase(page: Page): { readonly entry: PhraseEntry; readonly state: EntryState } {
  const { language } = useLanguageStore().option;
  const [entry] = useState(
    () => new PhraseEntry({ language, open: (phrase, signal) => page.comeBack(phrase, signal) }),
  );
  const [whenWiped] = useState(() => (then: () => void) => page.whenWiped(then));
  useGoneWith(entry, whenWiped);
  return { entry, state: useSyncExternalStore(entry.subscribe, entry.getState) };
}

function useGoneWith(phrase: { clear(): void }, whenWiped: (then: () => void) => () => void): void {
  useEffect(() => {
    const stop = whenWiped(() => phrase.clear());
    return () => {
      stop();
      phrase.clear();
    };
  }, [phrase, whenWiped]);
}

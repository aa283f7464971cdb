/** How components come by their words. There is no text in a component. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { HelpNumber, InterfaceTexts, LanguageOption } from "@abri/contract/content";
import type { Languages, LanguagesState } from "./languages.ts";

const Context = createContext<Languages | null>(null);
export const LanguageProvider = Context.Provider;

export function useLanguageStore(): Languages {
  const languages = useContext(Context);
  if (languages === null) throw new Error("no LanguageProvider");
  return languages;
}

function useLanguagesState(): LanguagesState {
  const languages = useLanguageStore();
  return useSyncExternalStore(languages.subscribe, languages.getState);
}

export function useTexts(): InterfaceTexts {
  return useLanguagesState().current.texts;
}

export function useNumbers(): readonly HelpNumber[] {
  return useLanguagesState().current.numbers;
}

export interface LanguageChoice {
  readonly current: string;
  readonly options: readonly LanguageOption[];
  readonly change: LanguagesState["change"];
  readonly choose: (language: string) => void;
}

export function useLanguages(): LanguageChoice {
  const languages = useLanguageStore();
  const { current, change } = useLanguagesState();
  return {
    current: current.language,
    options: languages.options,
    change,
    choose: (language) => void languages.choose(language),
  };
}

/** The language packs. French for now; the choice is in memory only, so that choosing never leaves a trace. */
import { createContext, useContext } from "react";
import type { Content } from "../content/content.ts";
import { contentFr } from "../content/fr.ts";
import { fr } from "./fr.ts";
import type { Texts } from "./texts.ts";

export interface LanguagePack {
  readonly texts: Texts;
  readonly content: Content;
}

export const FRENCH: LanguagePack = { texts: fr, content: contentFr };

const Pack = createContext(FRENCH);
export const LanguageProvider = Pack.Provider;

export function useTexts(): Texts {
  return useContext(Pack).texts;
}

export function useContent(): Content {
  return useContext(Pack).content;
}

/** Every word of the victim's page, checked: what an operator's folder holds. */
import type {
  HelpNumber,
  InterfaceTexts,
  LanguageInfo,
  Register,
  RegisterPack,
  ReturningTexts,
  Statement,
} from "@abri/contract/content";
import type { Language } from "@abri/contract";

export interface LanguagePack extends LanguageInfo {
  readonly language: Language;
  readonly texts: InterfaceTexts;
  readonly numbers: readonly HelpNumber[];
  readonly statement: Statement;
  readonly returning: ReturningTexts;
  readonly registers: Readonly<Record<Register, RegisterPack>>;
}

/** The default language first. */
export type Content = readonly [LanguagePack, ...LanguagePack[]];

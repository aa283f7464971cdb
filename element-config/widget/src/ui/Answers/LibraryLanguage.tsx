import type { Language } from "@abri/contract";
import type { Library } from "@abri/contract/library";
import { languageName } from "../../view-models/languageName.ts";
import { Choice } from "../Choice/Choice.tsx";
import { useWork } from "../work/work.ts";

interface Props {
  readonly library: Library;
  readonly language: Language | null;
  readonly onLanguage: (language: Language) => void;
}

/** The victim's language to begin with. */
export function LibraryLanguage({ library, language, onLanguage }: Props) {
  const { words, language: own } = useWork();
  if (language === null) return null;
  return (
    <Choice
      label={words.answers.language}
      value={language}
      options={library.map((one) => [one.language, languageName(one.language, own)] as const)}
      onChange={onLanguage}
    />
  );
}

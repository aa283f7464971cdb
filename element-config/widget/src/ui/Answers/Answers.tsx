import type { Language, StatedSituation } from "@abri/contract";
import type { Library } from "@abri/contract/library";
import { useEffect, useId, useRef, useState } from "react";
import { answersFor } from "../../view-models/libraryModel.ts";
import type { Draft } from "../Composer/Composer.tsx";
import { Composing } from "../Composer/Composing.tsx";
import { useWork } from "../work/work.ts";
import { LibraryLanguage } from "./LibraryLanguage.tsx";

export interface LibraryProps extends Draft {
  readonly library: Library;
  readonly language: Language | null;
  readonly situation: StatedSituation;
  readonly onLanguage: (language: Language) => void;
}

/** Ready answers: found by a word, put into the field, changed there. */
export function Answers({ library, language, situation, onLanguage, ...draft }: LibraryProps) {
  const { words } = useWork();
  const id = useId();
  const [wanted, setWanted] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    search.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.altKey && event.code === "KeyR") search.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const found = answersFor(library, language, situation, wanted);
  return (
    <Composing {...draft}>
      {(put) => (
        <>
          <div className="row">
            <div className="field">
              <label htmlFor={id}>{words.answers.search}</label>
              <input
                id={id}
                ref={search}
                type="search"
                aria-keyshortcuts="Alt+R"
                value={wanted}
                onChange={(event) => setWanted(event.target.value)}
                onKeyDown={(event) => {
                  const [first] = found;
                  if (event.key !== "Enter" || first === undefined) return;
                  event.preventDefault();
                  put(first.text);
                }}
              />
            </div>
            <LibraryLanguage library={library} language={language} onLanguage={onLanguage} />
          </div>
          {found.length === 0 ? (
            <p className="hint">{words.answers.none}</p>
          ) : (
            <ul className="picks" aria-label={words.answers.list}>
              {found.map((answer) => (
                <li key={answer.id}>
                  <button type="button" onClick={() => put(answer.text)}>
                    <strong>{answer.title}</strong>
                    <span className="hint">{words.answers.kind[answer.kind]}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Composing>
  );
}

import type { ReturningTexts } from "@abri/contract/content";
import { useRef } from "react";
import { useFormat } from "../../i18n/useFormat.ts";
import type { EntryState, PhraseEntry } from "../../view-models/phraseEntry.ts";

interface WordFieldsProps {
  readonly entry: PhraseEntry;
  readonly state: EntryState;
  readonly words: ReturningTexts["back"];
}

/** Six fields; under each what was understood, when it is not what was written. Without names, so that no browser remembers what was in them. */
export function WordFields({ entry, state, words }: WordFieldsProps) {
  const format = useFormat();
  const list = useRef<HTMLOListElement>(null);
  const write = (index: number, text: string): void => {
    const filled = entry.write(index, text);
    if (filled > 1)
      list.current?.querySelectorAll("input")[Math.min(index + filled, state.written.length) - 1]?.focus();
  };
  return (
    <div className="return-part">
      <p className="soft">{words.wordsNote}</p>
      <ol className="return-words" ref={list}>
        {state.written.map((written, index) => {
          const understood = state.understood[index];
          const id = `word-${index}`;
          return (
            <li key={index}>
              <label htmlFor={id}>{format(words.word, { number: index + 1 })}</label>
              <input
                id={id}
                className="phrase-field"
                type="text"
                value={written}
                disabled={state.outcome.at === "opening"}
                autoComplete="off"
                autoCapitalize="none"
                autoCorrect="off"
                spellCheck="false"
                enterKeyHint={index + 1 < state.written.length ? "next" : "go"}
                aria-describedby={`${id}-note`}
                onInput={(event) => write(index, event.currentTarget.value)}
              />
              <p id={`${id}-note`} className="soft">
                {understood?.kind === "word" && !understood.exact
                  ? format(words.meant, { word: understood.word })
                  : null}
                {understood?.kind === "unknown" && written.length > 3 ? words.unknown : null}
              </p>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

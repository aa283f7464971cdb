import { type SubmitEvent, useEffect, useRef } from "react";
import type { ReturningTexts } from "@abri/contract/content";
import { useFormat } from "../../i18n/useFormat.ts";
import type { MakerState, PhraseMaker } from "../../view-models/phraseMaker.ts";
import { PictureChoice } from "../PicturePhrase/PicturePhrase.tsx";

interface AskedPartProps {
  readonly state: Extract<MakerState, { at: "asked" }>;
  readonly words: ReturningTexts;
  readonly maker: PhraseMaker;
}

/** One part of the phrase, to be written or tapped. */
export function AskedPart({ state, words, maker }: AskedPartProps) {
  const { asked } = words.keep;
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const number = state.place + 1;
  const answer = (event: SubmitEvent): void => {
    event.preventDefault();
    maker.answer(field.current?.value ?? "");
    field.current?.select();
  };
  return (
    <>
      {state.phrase.kind === "words" ? (
        <form className="sheet-form" onSubmit={answer} autoComplete="off">
          <label className="sheet-label" htmlFor="keep-answer">
            {format(asked.word, { number })}
          </label>
          <input
            id="keep-answer"
            ref={field}
            className="phrase-field"
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck="false"
          />
          <button type="submit" className="main-button">
            {asked.answer}
          </button>
        </form>
      ) : (
        <>
          <p className="keep-question">{format(asked.picture, { number })}</p>
          <PictureChoice
            names={words.pictures}
            label={format(asked.picture, { number })}
            pick={(picture) => maker.answer(picture)}
          />
        </>
      )}
      <p role="alert">{state.wrong ? asked.wrong : null}</p>
      <button type="button" className="quiet" onClick={() => maker.showAgain()}>
        {asked.again}
      </button>
    </>
  );
}

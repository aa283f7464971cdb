import { useEffect, useRef } from "react";
import type { ReturningTexts } from "@abri/contract/content";
import { useKeptPhrase } from "../../view-models/phrases.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import { PictureList } from "../PicturePhrase/PicturePhrase.tsx";
import { AskedPart } from "./AskedPart.tsx";
import "../AddSheet/AddSheet.css";
import "./KeepSheet.css";

export interface KeepSheetProps {
  readonly words: ReturningTexts;
  readonly actions: ConversationActions;
  readonly close: () => void;
}

/** Makes a phrase to come back with: honest words first, then the phrase, then a part of it is asked for, and only then it opens anything. */
export function KeepSheet({ words, actions, close }: KeepSheetProps) {
  return (
    <section className="sheet" aria-labelledby="keep-title">
      <Step words={words} made={useKeptPhrase(actions)} close={close} />
    </section>
  );
}

interface StepProps {
  readonly words: ReturningTexts;
  readonly made: ReturnType<typeof useKeptPhrase>;
  readonly close: () => void;
}

function Step({ words, made: { maker, state }, close }: StepProps) {
  const { keep } = words;
  switch (state.at) {
    case "told":
      return (
        <>
          <Title at={state.at}>{keep.title}</Title>
          <ul className="keep-honest">
            {keep.honest.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="keep-question">{keep.question}</p>
          <div className="sheet-choices">
            {(["words", "pictures"] as const).map((kind) => (
              <button
                key={kind}
                type="button"
                className="sheet-choice keep-kind"
                disabled={state.making}
                onClick={() => void maker.make(kind)}
              >
                <span>{keep[kind]}</span>
                <span className="soft">{keep[`${kind}Note`]}</span>
              </button>
            ))}
          </div>
          {state.notLoaded ? <p role="alert">{keep.failed.later}</p> : null}
          <Cancel words={words} close={close} />
        </>
      );
    case "shown":
      return (
        <>
          <Title at={state.at}>{keep.shown.title}</Title>
          {state.phrase.kind === "words" ? (
            <ol className="keep-words">
              {state.phrase.words.map((word, index) => (
                <li key={index}>{word}</li>
              ))}
            </ol>
          ) : (
            <PictureList pictures={state.phrase.pictures} names={words.pictures} />
          )}
          <p>{keep.shown.note}</p>
          <button type="button" className="main-button" onClick={() => maker.ask()}>
            {keep.shown.next}
          </button>
          <button type="button" className="quiet" onClick={() => void maker.make(state.phrase.kind)}>
            {keep.shown.another}
          </button>
          <Cancel words={words} close={close} />
        </>
      );
    case "asked":
      return (
        <>
          <Title at={state.at}>{keep.asked.title}</Title>
          <AskedPart key={state.place} state={state} words={words} maker={maker} />
          <Cancel words={words} close={close} />
        </>
      );
    case "keeping":
      return <Title at={state.at}>{keep.keeping}</Title>;
    case "kept":
      return (
        <>
          <Title at={state.at}>{keep.kept.title}</Title>
          <p>{keep.kept.text}</p>
          <button type="button" className="main-button" onClick={close}>
            {keep.kept.done}
          </button>
        </>
      );
    case "failed":
      return (
        <>
          <Title at={state.at}>{state.phrase === null ? keep.failed.refused : keep.failed.later}</Title>
          {state.phrase === null ? null : (
            <button type="button" className="main-button" onClick={() => maker.retry()}>
              {keep.failed.retry}
            </button>
          )}
          <Cancel words={words} close={close} />
        </>
      );
  }
}

/** Takes the focus at each step, so that a screen reader says where one is. */
function Title({ at, children }: { readonly at: string; readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [at]);
  return (
    <h2 id="keep-title" ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}

function Cancel({ words, close }: { readonly words: ReturningTexts; readonly close: () => void }) {
  return (
    <button type="button" className="quiet" onClick={close}>
      {words.keep.cancel}
    </button>
  );
}

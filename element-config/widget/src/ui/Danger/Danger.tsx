import type { ConversationView } from "@abri/contract/officers";
import { useState } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import { questionsIn } from "../../view-models/libraryModel.ts";
import { timeOf } from "../../view-models/timeOf.ts";
import { fill } from "../../words/words.ts";
import type { LibraryProps } from "../Answers/Answers.tsx";
import { LibraryLanguage } from "../Answers/LibraryLanguage.tsx";
import { Composing } from "../Composer/Composing.tsx";
import { useWork } from "../work/work.ts";
import { usePosition } from "./usePosition.ts";

type Props = Omit<LibraryProps, "situation"> & {
  readonly view: ConversationView;
  readonly desk: OfficersDesk;
  /** The client lets the widget read a shared position. */
  readonly mayRead: boolean;
};

/** Grave danger: the supervisors are called, what to ask, where the person is, and a patrol. */
export function Danger({ view, desk, mayRead, library, language, onLanguage, ...draft }: Props) {
  const { words, language: tag, act, isBusy } = useWork();
  const { grave: text } = words;
  const position = usePosition(mayRead);
  const [isSure, setSure] = useState(false);
  const { graveAt, patrol } = view;
  return (
    <Composing {...draft}>
      {(put) => (
        <>
          <div className="row">
            <button type="button" className="alarm" disabled={isBusy} onClick={() => void act(() => desk.markGrave())}>
              {text.mark}
            </button>
            {graveAt !== null && (
              <span>{fill(view.training ? text.exerciseMarked : text.marked, { time: timeOf(graveAt, tag) })}</span>
            )}
          </div>
          <div className="row">
            {patrol !== null ? (
              <p role="status">
                {fill(text.ordered, { time: timeOf(patrol.at, tag) })}{" "}
                {view.training
                  ? text.exercise
                  : patrol.toldAt === null
                    ? text.untold
                    : fill(text.told, { time: timeOf(patrol.toldAt, tag) })}
              </p>
            ) : isSure ? (
              <>
                <button
                  type="button"
                  className="alarm"
                  disabled={isBusy}
                  onClick={() => void act(() => desk.orderPatrol())}
                >
                  {text.confirm}
                </button>
                <button type="button" onClick={() => setSure(false)}>
                  {text.cancel}
                </button>
              </>
            ) : (
              <button type="button" onClick={() => setSure(true)}>
                {text.order}
              </button>
            )}
          </div>
          <p>
            <strong>{text.position}</strong>{" "}
            {position === null
              ? text.noPosition
              : fill(text.positionAt, { place: position.text, time: timeOf(position.at, tag) })}
          </p>
          <LibraryLanguage library={library} language={language} onLanguage={onLanguage} />
          <ol className="picks" aria-label={text.questions}>
            {questionsIn(library, language).map((question) => (
              <li key={question.id}>
                <button type="button" onClick={() => put(question.text)}>
                  {question.text}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </Composing>
  );
}

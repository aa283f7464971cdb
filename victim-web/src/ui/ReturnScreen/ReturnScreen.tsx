import type { ReturningTexts } from "@abri/contract/content";
import { type SubmitEvent, useEffect, useRef } from "react";
import { useFormat } from "../../i18n/useFormat.ts";
import type { Page } from "../../view-models/page.ts";
import { useGivenPhrase } from "../../view-models/phrases.ts";
import { PictureChoice, PictureList } from "../PicturePhrase/PicturePhrase.tsx";
import { OutcomeLine } from "./OutcomeLine.tsx";
import { WordFields } from "./WordFields.tsx";
import "../KeepSheet/KeepSheet.css";
import "./ReturnScreen.css";

export interface ReturnScreenProps {
  readonly page: Page;
  readonly words: ReturningTexts;
}

/** Coming back: six words, or eight pictures. */
export function ReturnScreen({ page, words }: ReturnScreenProps) {
  const { entry, state } = useGivenPhrase(page);
  const { back } = words;
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const busy = state.outcome.at === "opening";
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const missing = entry.firstMissing();
    if (missing === null) void entry.open();
    else form.current?.querySelectorAll<HTMLElement>(".return-part input, .return-part button")[missing]?.focus();
  };
  const chosen = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (state.pictures.length === 0) return;
    // The last one that was chosen may lie above what is in sight.
    chosen.current?.scrollIntoView({ block: "nearest" });
  }, [state.pictures.length]);
  return (
    <form ref={form} className="return" onSubmit={submit} autoComplete="off" noValidate>
      <p className="lead">{back.lead}</p>
      <fieldset className="return-kinds" disabled={busy}>
        <legend>{back.kind}</legend>
        {(["words", "pictures"] as const).map((kind) => (
          <label key={kind}>
            <input
              type="radio"
              name="kind"
              checked={state.kind === kind}
              autoComplete="off"
              onChange={() => entry.choose(kind)}
            />
            {back[kind]}
          </label>
        ))}
      </fieldset>
      {state.kind === "words" ? (
        <WordFields entry={entry} state={state} words={back} />
      ) : (
        <div className="return-part">
          <PictureChoice names={words.pictures} label={back.pictures} pick={(picture) => entry.pick(picture)} />
          <p ref={chosen} role="status">
            {format(back.chosen, { count: state.pictures.length })}
          </p>
          <PictureList pictures={state.pictures} names={words.pictures} />
          {state.pictures.length === 0 ? null : (
            <button type="button" className="quiet" onClick={() => entry.removeLast()}>
              {back.removeLast}
            </button>
          )}
        </div>
      )}
      <OutcomeLine outcome={state.outcome} words={back} />
      <button type="submit" className="main-button" disabled={busy || state.outcome.at === "waiting"}>
        {back.open}
      </button>
    </form>
  );
}

import type { ConversationView } from "@abri/contract/officers";
import { useState } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import { Classify, classificationOf } from "../Classify/Classify.tsx";
import { useWork } from "../work/work.ts";

interface Props {
  readonly view: ConversationView;
  readonly desk: OfficersDesk;
}

/** Back into the queue, or over: classified from lists, since free text could name somebody. */
export function Conclude({ view, desk }: Props) {
  const { words, act, isBusy } = useWork();
  const { end: text } = words;
  const [classification, setClassification] = useState(() => classificationOf(view.situation));
  const [isSure, setSure] = useState(false);
  return (
    <>
      <Classify classification={classification} onChange={setClassification} />
      {isSure ? (
        <p className="buttons" role="group" aria-label={text.conclude}>
          <span>{text.concludeHint}</span>
          <button
            type="button"
            className="strong"
            disabled={isBusy}
            onClick={() => void act(() => desk.conclude(classification))}
          >
            {text.confirm}
          </button>
          <button type="button" onClick={() => setSure(false)}>
            {text.cancel}
          </button>
        </p>
      ) : (
        <p className="buttons">
          <button type="button" onClick={() => setSure(true)}>
            {text.conclude}
          </button>
          <button type="button" disabled={isBusy} onClick={() => void act(() => desk.requeue())}>
            {text.requeue}
          </button>
          <span className="hint">{text.requeueHint}</span>
        </p>
      )}
    </>
  );
}

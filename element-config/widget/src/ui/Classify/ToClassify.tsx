import type { PermanenceView } from "@abri/contract/officers";
import { useId, useState } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import { timeOf } from "../../view-models/timeOf.ts";
import { fill } from "../../words/words.ts";
import { useWork } from "../work/work.ts";
import { classificationOf, Classify } from "./Classify.tsx";

type Ended = PermanenceView["toClassify"][number];

/** Conversations that ended before the officer could say what they were. */
export function ToClassify({ ended, desk }: { readonly ended: readonly Ended[]; readonly desk: OfficersDesk }) {
  const { words } = useWork();
  const id = useId();
  if (ended.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{words.end.toClassify}</h2>
      <p className="hint">{words.end.toClassifyHint}</p>
      <ul className="rows">
        {ended.map((one) => (
          <li key={one.conversation}>
            <Row one={one} desk={desk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ one, desk }: { readonly one: Ended; readonly desk: OfficersDesk }) {
  const { words, language, act, isBusy } = useWork();
  const [classification, setClassification] = useState(() => classificationOf(one.situation));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void act(() => desk.classify(one.conversation, classification));
      }}
    >
      <p className="what">
        <strong>{fill(words.queue.number, { number: one.number })}</strong>
        {one.training && <strong className="training">{words.training}</strong>}
        <span>{fill(words.end.endedAt, { time: timeOf(one.endedAt, language) })}</span>
      </p>
      <Classify classification={classification} onChange={setClassification} />
      <button type="submit" disabled={isBusy}>
        {fill(words.end.classify, { number: one.number })}
      </button>
    </form>
  );
}

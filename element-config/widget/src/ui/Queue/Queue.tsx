import type { PermanenceView } from "@abri/contract/officers";
import { useId } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import type { QueueRow } from "../../view-models/queueModel.ts";
import { fill } from "../../words/words.ts";
import { useWork } from "../work/work.ts";
import { QueueActs } from "./QueueActs.tsx";

interface Props {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly QueueRow[];
  readonly view: PermanenceView;
  readonly desk: OfficersDesk;
}

/** What waits or goes on: never who, nor a word of it. */
export function Queue({ title, empty, rows, view, desk }: Props) {
  const { words } = useWork();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? (
        <p className="hint">{empty}</p>
      ) : (
        <ul className="rows">
          {rows.map((row) => (
            <li key={row.conversation} data-urgent={String(row.isUrgent)}>
              <p className="what">
                <strong>{fill(words.queue.number, { number: row.number })}</strong>
                {row.isTraining && <strong className="training">{words.training}</strong>}
                {row.isUrgent && <strong className="danger">{words.danger}</strong>}
                <span>{row.situation}</span>
                <span>{row.language}</span>
                <span className="wait">{row.wait}</span>
              </p>
              <p className="hint">{row.state}</p>
              {row.acts.length > 0 && <QueueActs row={row} view={view} desk={desk} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import type { PermanenceView } from "@abri/contract/officers";
import { useId } from "react";
import { officerName } from "../../view-models/officerNames.ts";
import { waited } from "../../view-models/waited.ts";
import { fill } from "../../words/words.ts";
import { useWork } from "../work/work.ts";

/** A supervisor's view: every load, every wait. */
export function Team({ view, now }: { readonly view: PermanenceView; readonly now: number }) {
  const { words } = useWork();
  const id = useId();
  const waits = view.queue.filter(({ state }) => state.kind !== "active").flatMap(({ since }) => since ?? []);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{words.team.title}</h2>
      <p>
        {waits.length === 0
          ? words.team.noWait
          : fill(words.team.waits, { n: waits.length, longest: waited(words, Math.min(...waits), now) })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.team.officer}</th>
            <th scope="col">{words.team.duty}</th>
            <th scope="col">{words.team.load}</th>
            <th scope="col">{words.team.skills}</th>
          </tr>
        </thead>
        <tbody>
          {view.officers.map(({ officer, duty, load, capacity, skills }) => (
            <tr key={officer.userId}>
              <th scope="row">{officerName(words, officer)}</th>
              <td>{words.duty[duty]}</td>
              <td>{fill(words.duty.load, { load, capacity })}</td>
              <td>{skills.join(" ")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

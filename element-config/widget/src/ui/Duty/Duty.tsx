import { DutyContent } from "@abri/contract";
import type { PermanenceView } from "@abri/contract/officers";
import { useId, useState } from "react";
import type { OfficersDesk, Outcome } from "../../desk/desk.ts";
import { dutyNow, type WrittenDuty } from "../../view-models/dutyNow.ts";
import { officerName } from "../../view-models/officerNames.ts";
import { fill } from "../../words/words.ts";
import { Shift } from "../Shift/Shift.tsx";
import { useWork } from "../work/work.ts";

type State = PermanenceView["me"]["duty"];
const STATES: readonly State[] = ["on", "break", "off"];
const MOST = 20;

interface Props {
  readonly view: PermanenceView;
  readonly desk: OfficersDesk;
  /** The client lets the widget write the officer's state event. */
  readonly mayWrite: boolean;
}

/** On duty, on a break, off: written by the officer's own client. */
export function Duty({ view, desk, mayWrite }: Props) {
  const { words, host, act, isBusy } = useWork();
  const { me } = view;
  const id = useId();
  const [written, setWritten] = useState<WrittenDuty | null>(null);
  const now = dutyNow(me, written);
  // `null`: as it is now.
  const [capacity, setCapacity] = useState<number | null>(null);
  const [skills, setSkills] = useState<string | null>(null);
  const [isEnding, setEnding] = useState(false);

  const write = async (state: State): Promise<Outcome> => {
    const content = DutyContent.safeParse({
      on: state !== "off",
      break: state === "break",
      capacity: capacity ?? Math.max(1, now.capacity),
      skills: skills === null ? now.skills : skills.split(/[\s,;]+/).filter(Boolean),
    });
    if (!content.success) return { ok: false, reason: "other" };
    try {
      await host.setDuty(content.data);
    } catch {
      return { ok: false, reason: "unsent" };
    }
    setWritten({ duty: { ...content.data, duty: state }, before: me });
    setCapacity(null);
    setSkills(null);
    return { ok: true };
  };
  const disabled = !mayWrite || isBusy;

  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{words.duty.title}</h2>
      <p className="me">
        <span>{officerName(words, me.officer)}</span>
        <span>
          <span className="unseen">{words.duty.loadLabel} </span>
          {fill(words.duty.load, { load: me.load, capacity: me.capacity })}
        </span>
      </p>
      {/* Looked at only while on duty. */}
      {me.duty !== "off" && !me.attested && <p className="trouble">{words.duty.unattested}</p>}
      <div role="group" aria-label={words.duty.state} className="states">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={now.duty === state}
            disabled={disabled}
            onClick={() => void act(() => write(state))}
          >
            {words.duty[state]}
          </button>
        ))}
      </div>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void act(() => write(now.duty));
        }}
      >
        <div className="field narrow">
          <label htmlFor={`${id}-capacity`}>{words.duty.capacity}</label>
          <input
            id={`${id}-capacity`}
            type="number"
            min={1}
            max={MOST}
            required
            value={capacity ?? now.capacity}
            onChange={(event) => setCapacity(event.target.valueAsNumber)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-skills`}>{words.duty.skills}</label>
          <input
            id={`${id}-skills`}
            aria-describedby={`${id}-hint`}
            value={skills ?? now.skills.join(" ")}
            onChange={(event) => setSkills(event.target.value)}
          />
        </div>
        <button type="submit" disabled={disabled}>
          {words.duty.save}
        </button>
      </form>
      <p id={`${id}-hint`} className="hint">
        {words.duty.skillsHint}
      </p>
      {isEnding ? (
        <Shift view={view} desk={desk} goOff={() => write("off")} onClose={() => setEnding(false)} />
      ) : (
        <button type="button" disabled={disabled || now.duty === "off"} onClick={() => setEnding(true)}>
          {words.shift.open}
        </button>
      )}
    </section>
  );
}

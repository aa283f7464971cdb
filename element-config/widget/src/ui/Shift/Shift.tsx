import type { ConversationId } from "@abri/contract";
import type { PermanenceView } from "@abri/contract/officers";
import { useState } from "react";
import type { OfficersDesk, Outcome } from "../../desk/desk.ts";
import { officerName } from "../../view-models/officerNames.ts";
import { freeOfficers, ownConversations } from "../../view-models/queueModel.ts";
import { passOn, type ShiftChoice, type ShiftLine } from "../../view-models/shift.ts";
import { fill } from "../../words/words.ts";
import { Choice } from "../Choice/Choice.tsx";
import { useWork } from "../work/work.ts";

interface Props {
  readonly view: PermanenceView;
  readonly desk: OfficersDesk;
  readonly goOff: () => Promise<Outcome>;
  readonly onClose: () => void;
}

/** The change of shift in one act: who takes over what, then off duty. */
export function Shift({ view, desk, goOff, onClose }: Props) {
  const { words, act, isBusy } = useWork();
  const [choices, setChoices] = useState<Readonly<Record<ConversationId, ShiftChoice>>>({});
  const lines = ownConversations(view).map(({ conversation, number }): ShiftLine => ({
    conversation,
    number,
    choice: choices[conversation] ?? "anyone",
  }));
  const options: readonly (readonly [ShiftChoice, string])[] = [
    ["anyone", words.shift.anyone],
    ["stay", words.shift.stay],
    ...freeOfficers(view, [view.me.officer]).map((one) => [one.userId, officerName(words, one)] as const),
  ];
  const end = async (): Promise<void> => {
    let kept: readonly string[] = [];
    const isDone = await act(async () => {
      kept = await passOn(desk, lines);
      return goOff();
    });
    if (kept.length > 0)
      await act(() => Promise.resolve({ ok: true }), fill(words.shift.kept, { numbers: kept.join(", ") }));
    if (isDone) onClose();
  };
  return (
    <div role="group" aria-label={words.shift.title} className="inset">
      <p>{lines.length === 0 ? words.shift.none : words.shift.lead}</p>
      {lines.map(({ conversation, number, choice }) => (
        <Choice
          key={conversation}
          label={fill(words.shift.choice, { number })}
          value={choice}
          options={options}
          onChange={(chosen) => setChoices({ ...choices, [conversation]: chosen })}
        />
      ))}
      <p className="buttons">
        <button type="button" className="strong" disabled={isBusy} onClick={() => void end()}>
          {words.shift.end}
        </button>
        <button type="button" onClick={onClose}>
          {words.shift.cancel}
        </button>
      </p>
    </div>
  );
}

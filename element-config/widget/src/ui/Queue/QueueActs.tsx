import type { OfficerView } from "@abri/contract";
import { DeclineReason, type PermanenceView } from "@abri/contract/officers";
import { useState } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import { officerName } from "../../view-models/officerNames.ts";
import { freeOfficers, type QueueAct, type QueueRow } from "../../view-models/queueModel.ts";
import { handoverFor, type ShiftChoice } from "../../view-models/shift.ts";
import { fill } from "../../words/words.ts";
import { Choice } from "../Choice/Choice.tsx";
import { useWork } from "../work/work.ts";

interface Props {
  readonly row: QueueRow;
  readonly view: PermanenceView;
  readonly desk: OfficersDesk;
}

/** What this officer may do with one conversation of the queue. */
export function QueueActs({ row: { conversation, number, acts }, view, desk }: Props) {
  const { words, act, isBusy } = useWork();
  const [reason, setReason] = useState<DeclineReason>("busy");
  const [whom, setWhom] = useState<ShiftChoice>("anyone");
  const named = (text: string): string => fill(text, { number });
  const free = freeOfficers(view, within(view, conversation)).map(
    (one) => [one.userId, officerName(words, one)] as const,
  );
  const chosen = free.find(([userId]) => userId === whom)?.[0];
  const button = (one: QueueAct, does: Parameters<typeof act>[0], disabled = false) => (
    <button type="button" disabled={isBusy || disabled} onClick={() => void act(does)}>
      {named(words.queue[one])}
    </button>
  );
  const { me } = view;
  return (
    <div className="row">
      {acts.includes("take") && button("take", () => desk.take(conversation))}
      {acts.includes("decline") && (
        <>
          <Choice
            label={named(words.queue.declineWhy)}
            value={reason}
            options={DeclineReason.options.map((one) => [one, words.reasons[one]] as const)}
            onChange={setReason}
          />
          {button("decline", () => desk.decline(conversation, reason))}
        </>
      )}
      {acts.includes("assign") && free.length > 0 && (
        <>
          <Choice
            label={named(words.queue.assignTo)}
            value={chosen ?? free[0]?.[0] ?? "anyone"}
            options={free}
            onChange={setWhom}
          />
          {button("assign", () => desk.assign(conversation, chosen ?? free[0]?.[0] ?? me.officer.userId))}
        </>
      )}
      {acts.includes("reassign") && (
        <>
          <Choice<ShiftChoice>
            label={named(words.queue.reassignTo)}
            value={chosen ?? "anyone"}
            options={[["anyone", words.queue.anyone], ...free]}
            onChange={setWhom}
          />
          {button("reassign", () => desk.handOverOf(conversation, handoverFor(chosen ?? "anyone")))}
        </>
      )}
      {acts.includes("join") &&
        button("join", () => desk.handOverOf(conversation, { ...handoverFor(me.officer.userId), stays: true }))}
    </div>
  );
}

function within({ queue }: PermanenceView, conversation: QueueRow["conversation"]): readonly OfficerView[] {
  const state = queue.find((one) => one.conversation === conversation)?.state;
  return state?.kind === "active" ? state.officers : [];
}

import type { ConversationView } from "@abri/contract/officers";
import type { OfficersDesk } from "../../desk/desk.ts";
import { officerName } from "../../view-models/officerNames.ts";
import { fill } from "../../words/words.ts";
import { useWork } from "../work/work.ts";

interface Props {
  readonly handover: NonNullable<ConversationView["handover"]>;
  readonly desk: OfficersDesk;
}

/** Where a handover has got to. */
export function Progress({ handover: { stays, offered }, desk }: Props) {
  const { words, act, isBusy } = useWork();
  const { handover: text } = words;
  return (
    <>
      <p role="status">
        {offered === null
          ? text.looking
          : fill(offered.lent ? text.lent : text.asked, { officer: officerName(words, offered.officer) })}
      </p>
      <p className="hint">{stays ? text.staying : text.leaving}</p>
      <p className="buttons">
        <button type="button" disabled={isBusy} onClick={() => void act(() => desk.cancelHandover())}>
          {text.cancel}
        </button>
      </p>
    </>
  );
}

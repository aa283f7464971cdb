import type { OfficerView } from "@abri/contract";
import type { ConversationView } from "@abri/contract/officers";
import type { OfficersDesk } from "../../desk/desk.ts";
import { useWork } from "../work/work.ts";
import { Thread } from "./Thread.tsx";

interface Props {
  readonly thread: ConversationView["notes"];
  readonly me: OfficerView;
  readonly desk: OfficersDesk;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}

/** What officers write down for the next one. A thread is begun only when somebody wants to write: looking leaves nothing behind. */
export function Notes({ thread, me, desk, draft, onDraft }: Props) {
  const { words, act, isBusy } = useWork();
  const { notes: text } = words;
  if (thread !== null) return <Thread thread={thread} me={me} draft={draft} onDraft={onDraft} />;
  return (
    <>
      <p className="hint">{text.lead}</p>
      <p>
        <button
          type="button"
          className="strong"
          disabled={isBusy}
          onClick={() => void act(() => desk.openNotes(), text.opened)}
        >
          {text.open}
        </button>
      </p>
    </>
  );
}

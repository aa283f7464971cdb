import type { OfficerView } from "@abri/contract";
import type { ConversationView } from "@abri/contract/officers";
import { officerNames } from "../../view-models/officerNames.ts";
import { momentOf } from "../../view-models/timeOf.ts";
import { Composer } from "../Composer/Composer.tsx";
import { useWork } from "../work/work.ts";
import { useNotes } from "./useNotes.ts";

interface Props {
  readonly thread: NonNullable<ConversationView["notes"]>;
  readonly me: OfficerView;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
}

/** The notes that there are, as the officer's own client has decrypted them, and a field for one more. Shown as text and nothing else. */
export function Thread({ thread, me, draft, onDraft }: Props) {
  const { words, language, host } = useWork();
  const { notes: text } = words;
  const { read, again } = useNotes(thread);
  const authorOf = (sender: string): string => {
    const officer = thread.officers.find(({ userId }) => userId === sender);
    return officer === undefined ? sender : officerNames(words, [officer], me);
  };
  switch (read.kind) {
    case "reading":
      return <p className="hint">{text.reading}</p>;
    case "refused":
      return <p className="trouble">{text.refused}</p>;
    case "unreadable":
      return (
        <>
          <p className="trouble">{text.unreadable}</p>
          <p>
            <button type="button" onClick={again}>
              {words.status.retry}
            </button>
          </p>
        </>
      );
    case "read":
      return (
        <div className="split">
          <div aria-live="polite">
            {read.notes.length === 0 ? (
              <p className="hint">{text.none}</p>
            ) : (
              <ol className="notes" aria-label={text.list}>
                {read.notes.map((note) => (
                  <li key={note.id}>
                    <p className="hint">
                      {authorOf(note.sender)},{" "}
                      <time dateTime={new Date(note.at).toISOString()}>{momentOf(note.at, language)}</time>
                    </p>
                    <p>{note.text}</p>
                  </li>
                ))}
              </ol>
            )}
          </div>
          <Composer
            {...{ draft, onDraft }}
            maySend
            texts={text}
            send={async (note) => {
              await host.sendNote(thread, note);
              again();
            }}
          />
        </div>
      );
  }
}

import { type RefObject, useId } from "react";
import type { Outcome } from "../../desk/desk.ts";
import { useWork } from "../work/work.ts";

/** A text that is being made, wherever it comes from. */
export interface Draft {
  readonly draft: string;
  /** The client lets the widget send it. */
  readonly maySend: boolean;
  readonly onDraft: (text: string) => void;
}

interface Props extends Draft {
  readonly field?: RefObject<HTMLTextAreaElement | null>;
  /** What field and button are called, and what is said when it was sent. */
  readonly texts: { readonly draft: string; readonly send: string; readonly sent: string };
  readonly send: (text: string) => Promise<void>;
}

/** A text, written or changed by the officer, and sent by them: nothing is sent by itself. */
export function Composer({ draft, maySend, onDraft, field, texts, send: sendText }: Props) {
  const { act, isBusy } = useWork();
  const id = useId();
  const isEmpty = draft.trim() === "";
  const send = async (): Promise<void> => {
    if (isEmpty || !maySend || isBusy) return;
    const post = (): Promise<Outcome> =>
      sendText(draft).then(
        () => ({ ok: true }),
        () => ({ ok: false, reason: "unsent" }),
      );
    if (await act(post, texts.sent)) onDraft("");
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="field">
        <label htmlFor={id}>{texts.draft}</label>
        <textarea
          id={id}
          ref={field}
          rows={4}
          value={draft}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </div>
      <button type="submit" className="strong" disabled={!maySend || isEmpty || isBusy}>
        {texts.send}
      </button>
    </form>
  );
}

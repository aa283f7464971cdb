import { useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";

export interface OwnOptionsProps {
  /** `null`: what is not text alone cannot be edited. */
  readonly edit: (() => void) | null;
  readonly withdraw: () => void;
  /** The message's own text names the button, so that a list of buttons can be told apart. */
  readonly describedBy: string;
}

/** What one can do with one's own message, out of the way until asked for. */
export function OwnOptions({ edit, withdraw, describedBy }: OwnOptionsProps) {
  const { conversation: words } = useTexts();
  const [open, setOpen] = useState(false);
  const then = (act: () => void) => () => {
    setOpen(false);
    act();
  };
  return (
    <span className="message-options">
      {open ? (
        <>
          {edit === null ? null : (
            <button type="button" className="message-act" aria-describedby={describedBy} onClick={then(edit)}>
              {words.edit}
            </button>
          )}
          <button type="button" className="message-act" aria-describedby={describedBy} onClick={then(withdraw)}>
            {words.withdraw}
          </button>
        </>
      ) : null}
      <button
        type="button"
        className="message-more"
        aria-label={words.options}
        aria-describedby={describedBy}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
    </span>
  );
}

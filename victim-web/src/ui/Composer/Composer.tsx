import { type KeyboardEvent, type ReactNode, type SubmitEvent, useLayoutEffect, useRef, useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { lengthNotice } from "../../view-models/lengthNotice.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./Composer.css";

export interface ComposerProps {
  /** `null` for the instant until the code for the conversation is there: one can write already. */
  readonly send: ((text: string) => void) | null;
  readonly typed: () => void;
  /** The text of one's own message that is being changed. */
  readonly editing: string | null;
  readonly stopEditing: () => void;
  /** Stands before the field: the way to what is not text. */
  readonly before: ReactNode;
}

/** Services that would send away what is typed; not all of these attributes are known to React's types. */
const NO_HELPERS = { writingsuggestions: "false", "data-gramm": "false", "data-lt-active": "false" };

/** The text stays in the browser's own field and nowhere else until it is sent. */
export function Composer({ send, typed, editing, stopEditing, before }: ComposerProps) {
  const { conversation: words } = useTexts();
  const format = useFormat();
  const field = useRef<HTMLTextAreaElement>(null);
  /** What was being written when an edit began: it comes back afterwards. */
  const draft = useRef<string | null>(null);
  const [notice, setNotice] = useState(() => lengthNotice("", false));
  // With the notice, not after it: a key pressed in between would be lost.
  useLayoutEffect(() => {
    const input = field.current;
    if (!input) return;
    if (editing !== null) {
      draft.current ??= input.value;
      input.value = editing;
    } else if (draft.current !== null) {
      input.value = draft.current;
      draft.current = null;
    }
    changed(input);
    input.focus();
  }, [editing]);

  const changed = (input: HTMLTextAreaElement): void => {
    fit(input);
    const next = lengthNotice(input.value, editing !== null);
    // The same object as long as nothing is to be said: then a key costs nothing.
    setNotice((before) => (before.kind === "none" && next.kind === "none" && before.max === next.max ? before : next));
  };
  const empty = (input: HTMLTextAreaElement): void => {
    input.value = "";
    changed(input);
    input.focus();
  };
  const submit = (): void => {
    const input = field.current;
    const text = input?.value.trim() ?? "";
    if (!input || text === "" || !send) return;
    send(text);
    empty(input);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // On a phone Enter is the only way to a new line; elsewhere Shift and Enter is.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    if (!matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    submit();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    submit();
  };
  const said = (count: number): string => format(notice.kind === "parts" ? words.parts : words.lettersLeft, { count });

  return (
    <form className="composer" onSubmit={onSubmit} autoComplete="off">
      {editing === null ? null : (
        <p className="composer-editing">
          {words.editing}
          <button
            type="button"
            className="quiet"
            onClick={() => {
              if (field.current) empty(field.current);
              stopEditing();
            }}
          >
            {words.cancel}
          </button>
        </p>
      )}
      {before}
      <textarea
        ref={field}
        aria-label={words.input}
        placeholder={words.placeholder}
        rows={1}
        maxLength={notice.max}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
        {...NO_HELPERS}
        onKeyDown={onKeyDown}
        onInput={(event) => {
          changed(event.currentTarget);
          typed();
        }}
      />
      <button type="submit" className="composer-send">
        <Icon name="send" />
        <span>{words.send}</span>
      </button>
      {notice.kind === "none" ? null : (
        <p className="composer-count" aria-hidden="true">
          {said(notice.count)}
        </p>
      )}
      {/* Said at a few lengths only, not at each key. */}
      <p className="composer-count-said" aria-live="polite">
        {notice.kind === "none" ? "" : said(notice.said)}
      </p>
    </form>
  );
}

/** Grows with its text, up to what the style sheet allows. Set through the CSSOM, which the content security policy permits. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}

import { type KeyboardEvent, type SubmitEvent, useEffect, useRef } from "react";
import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./Composer.css";

/** In UTF-16 units: encrypted and wrapped, it stays far below Matrix's limit of 65 kB for an event. */
const MAX_LENGTH = 4_000;

/**
 * The text stays in the browser's own field and nowhere else until it is sent. `send` is `null` for the instant until the code for
 * the conversation is there: one can write already.
 */
export function Composer({ send }: { readonly send: ((text: string) => void) | null }) {
  const { conversation: words } = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = (): void => {
    const input = field.current;
    const text = input?.value.trim() ?? "";
    if (!input || text === "" || !send) return;
    send(text);
    input.value = "";
    fit(input);
    input.focus();
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

  return (
    <form className="composer" onSubmit={onSubmit} autoComplete="off">
      <textarea
        ref={field}
        aria-label={words.input}
        placeholder={words.placeholder}
        rows={1}
        maxLength={MAX_LENGTH}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onKeyDown={onKeyDown}
        onInput={(event) => fit(event.currentTarget)}
      />
      <button type="submit" className="composer-send">
        <Icon name="send" />
        <span>{words.send}</span>
      </button>
    </form>
  );
}

/** Grows with its text, up to what the style sheet allows. Set through the CSSOM, which the content security policy permits. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 4}px`;
}

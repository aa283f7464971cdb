import { type ReactNode, useRef } from "react";
import { useWork } from "../work/work.ts";
import { Composer, type Draft } from "./Composer.tsx";

interface Props extends Draft {
  /** What there is to choose from; `put` puts a text into the field, and the officer there. */
  readonly children: (put: (text: string) => void) => ReactNode;
}

/** Something to choose a text from, and beside it the field in which it is changed and sent. */
export function Composing({ draft, maySend, onDraft, children }: Props) {
  const { words, host } = useWork();
  const field = useRef<HTMLTextAreaElement>(null);
  const put = (text: string): void => {
    onDraft(text);
    field.current?.focus();
  };
  return (
    <div className="split">
      <div>{children(put)}</div>
      <Composer {...{ draft, maySend, onDraft, field }} texts={words.answers} send={(text) => host.sendMessage(text)} />
    </div>
  );
}

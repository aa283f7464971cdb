import type { ReturningTexts } from "@abri/contract/content";
import { useEffect, useRef } from "react";
import { type Format, useFormat } from "../../i18n/useFormat.ts";
import type { Outcome } from "../../view-models/phraseEntry.ts";

const MINUTE = 60;

/** What came of the phrase. How long one has to wait counts down in silence; it is read out once, when it begins. */
export function OutcomeLine({ outcome, words }: { readonly outcome: Outcome; readonly words: ReturningTexts["back"] }) {
  const format = useFormat();
  const line = useRef<HTMLParagraphElement>(null);
  const { at } = outcome;
  useEffect(() => {
    if (at !== "writing" && at !== "free") line.current?.focus();
  }, [at]);
  if (outcome.at === "writing") return null;
  return (
    <p
      ref={line}
      tabIndex={-1}
      className={at === "opening" || at === "free" ? "return-outcome" : "return-outcome warning"}
      role={at === "waiting" ? "timer" : "status"}
    >
      {textOf(outcome, words, format)}
    </p>
  );
}

function textOf(outcome: Exclude<Outcome, { at: "writing" }>, words: ReturningTexts["back"], format: Format): string {
  switch (outcome.at) {
    case "waiting": {
      const { seconds } = outcome;
      if (seconds <= MINUTE) return format(words.waitSeconds, { seconds });
      return format(words.waitMinutes, { minutes: Math.ceil(seconds / MINUTE) });
    }
    case "free":
      return words.mayTryAgain;
    case "opening":
    case "nothing":
    case "later":
    case "unable":
      return words[outcome.at];
  }
}

import type { FeedbackAnswer, FeedbackQuestion, FeedbackRequest } from "@abri/contract";
import { useRef, useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import "./FeedbackForm.css";

const QUESTIONS: readonly FeedbackQuestion[] = ["heard", "helped", "knows"];
const ANSWERS: readonly FeedbackAnswer[] = ["yes", "little", "no"];
const NOTHING: FeedbackRequest = { heard: null, helped: null, knows: null };

export interface FeedbackFormProps {
  /** Resolves with false when it could not be given. */
  readonly give: (answers: FeedbackRequest) => Promise<boolean>;
}

/**
 * Three questions about a conversation that is over. Whoever does nothing has left them; an answer can be changed or taken back until « envoyer »,
 * and nothing of it leaves the page before.
 */
export function FeedbackForm({ give }: FeedbackFormProps) {
  const { feedback: words } = useTexts();
  const [answers, setAnswers] = useState(NOTHING);
  const [outcome, setOutcome] = useState<"sending" | "thanks" | "failed" | null>(null);
  const said = useRef<HTMLParagraphElement>(null);

  const send = async (): Promise<void> => {
    // The button that has the focus goes away.
    said.current?.focus({ preventScroll: true });
    setOutcome("sending");
    setOutcome((await give(answers)) ? "thanks" : "failed");
    setAnswers(NOTHING);
  };
  const choose = (question: FeedbackQuestion, answer: FeedbackAnswer): void =>
    setAnswers((before) => ({ ...before, [question]: before[question] === answer ? null : answer }));

  return (
    <section className="feedback" aria-labelledby={outcome === null ? "feedback-title" : undefined}>
      {outcome !== null ? null : (
        <>
          <h2 id="feedback-title">{words.title}</h2>
          <p>{words.note}</p>
          {QUESTIONS.map((question) => (
            <div key={question} className="feedback-question" role="group" aria-labelledby={`feedback-${question}`}>
              <p id={`feedback-${question}`}>{words[question]}</p>
              <div className="feedback-answers">
                {ANSWERS.map((answer) => (
                  <button
                    key={answer}
                    type="button"
                    className="feedback-answer"
                    aria-pressed={answers[question] === answer}
                    onClick={() => choose(question, answer)}
                  >
                    {words[answer]}
                  </button>
                ))}
              </div>
            </div>
          ))}
          <button
            type="button"
            className="main-button"
            disabled={QUESTIONS.every((question) => answers[question] === null)}
            onClick={() => void send()}
          >
            {words.send}
          </button>
        </>
      )}
      <p className="feedback-said" ref={said} tabIndex={-1} aria-live="polite">
        {outcome === null ? "" : words[outcome]}
      </p>
    </section>
  );
}

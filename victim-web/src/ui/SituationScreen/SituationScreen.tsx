import type { Situation } from "@abri/contract";
import { useAdvice } from "../../i18n/advice.ts";
import { useTexts } from "../../i18n/language.ts";
import type { Availability } from "../../view-models/page.ts";
import { Heading } from "../Heading/Heading.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import "./SituationScreen.css";

export interface SituationScreenProps {
  readonly situation: Situation;
  readonly available: Availability;
  readonly start: () => void;
  readonly back: () => void;
}

export function SituationScreen({ situation, available, start, back }: SituationScreenProps) {
  const { entry, advice: adviceWords, situation: words, unavailable, noEncryption } = useTexts();
  const trouble = available === "noEncryption" ? noEncryption : unavailable;
  const fetched = useAdvice("minor", situation);
  return (
    <main className="screen narrow situation">
      <button type="button" className="quiet" onClick={back}>
        <Icon name="back" />
        {words.back}
      </button>
      <Heading>{entry.situations[situation]}</Heading>
      {fetched.kind === "ready"
        ? fetched.advice.heart.map((line) => (
            <p key={line.text} className="situation-heart">
              {line.text}
            </p>
          ))
        : null}
      {available === "yes" ? (
        <div className="situation-start">
          <button type="button" className="main-button" onClick={start}>
            <Icon name="talk" />
            {words.start}
          </button>
          <p className="soft">{words.promise}</p>
        </div>
      ) : (
        <div className="warning" role="alert">
          <p>
            <b>{trouble.title}</b>
          </p>
          <p>{trouble.text}</p>
        </div>
      )}
      <section aria-labelledby="advice-title">
        <h2 id="advice-title">{adviceWords.title}</h2>
        <Advice fetched={fetched} />
        <p className="situation-urgent">{words.urgent}</p>
      </section>
      <Numbers />
    </main>
  );
}

function Advice({ fetched }: { readonly fetched: ReturnType<typeof useAdvice> }) {
  const { advice: words } = useTexts();
  switch (fetched.kind) {
    case "loading":
      return <p>{words.loading}</p>;
    case "failed":
      return (
        <p>
          {words.failed}{" "}
          <button type="button" className="quiet" onClick={fetched.retry}>
            {words.retry}
          </button>
        </p>
      );
    case "ready":
      return fetched.advice.topics.map((topic) => (
        <details key={topic.id}>
          <summary>{topic.title}</summary>
          <ul className="situation-steps">
            {[...topic.happening, ...topic.notYourFault, ...topic.now, ...topic.help, ...topic.witness].map((line) => (
              <li key={line.text}>{line.text}</li>
            ))}
          </ul>
        </details>
      ));
  }
}

import type { Situation } from "@abri/contract";
import { useContent, useTexts } from "../../i18n/language.ts";
import { Heading } from "../Heading/Heading.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import "./SituationScreen.css";

export interface SituationScreenProps {
  readonly situation: Situation;
  readonly available: boolean;
  readonly start: () => void;
  readonly back: () => void;
}

export function SituationScreen({ situation, available, start, back }: SituationScreenProps) {
  const { entry, situation: words, unavailable } = useTexts();
  const advice = useContent().advice[situation];
  return (
    <main className="screen narrow situation">
      <button type="button" className="quiet" onClick={back}>
        <Icon name="back" />
        {words.back}
      </button>
      <Heading>{entry.situations[situation]}</Heading>
      <p className="situation-heart">{advice.heart}</p>
      {available ? (
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
            <b>{unavailable.title}</b>
          </p>
          <p>{unavailable.text}</p>
        </div>
      )}
      <section aria-labelledby="advice-title">
        <h2 id="advice-title">{advice.title}</h2>
        <ul className="situation-steps">
          {advice.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
        <p className="situation-urgent">{words.urgent}</p>
      </section>
      <Numbers />
    </main>
  );
}

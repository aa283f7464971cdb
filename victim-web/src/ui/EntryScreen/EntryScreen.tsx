import type { Situation } from "@abri/contract";
import { useTexts } from "../../i18n/language.ts";
import { SITUATIONS } from "../../intake/situations.ts";
import type { Availability } from "../../view-models/page.ts";
import { Heading } from "../Heading/Heading.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import "./EntryScreen.css";

export interface EntryScreenProps {
  readonly available: Availability;
  readonly choose: (situation: Situation) => void;
}

export function EntryScreen({ available, choose }: EntryScreenProps) {
  const { entry, unavailable, noEncryption } = useTexts();
  const trouble = available === "noEncryption" ? noEncryption : unavailable;
  return (
    <main className="screen entry">
      <Heading>{entry.title}</Heading>
      <p className="lead">{entry.lead}</p>
      {available === "yes" ? null : (
        <div className="warning" role="alert">
          <p>
            <b>{trouble.title}</b>
          </p>
          <p>{trouble.text}</p>
        </div>
      )}
      {available === "yes" ? null : <Numbers />}
      <section aria-labelledby="question">
        <h2 id="question">{entry.question}</h2>
        <div className="entry-choices">
          {SITUATIONS.map((situation) => (
            <button
              key={situation}
              type="button"
              className="choice"
              data-situation={situation}
              onClick={() => choose(situation)}
            >
              <span className="choice-icon">
                <Icon name={situation} />
              </span>
              <span className="choice-words">{entry.situations[situation]}</span>
              <Icon name="next" />
            </button>
          ))}
        </div>
      </section>
      {available === "yes" ? <Numbers /> : null}
      <section className="entry-promise">
        <Icon name="lock" />
        <p>
          {entry.privacy} {entry.limits}
        </p>
      </section>
    </main>
  );
}

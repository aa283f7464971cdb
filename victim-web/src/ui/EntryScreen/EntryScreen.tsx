import type { Situation } from "@abri/contract";
import { useTexts } from "../../i18n/language.ts";
import { SITUATIONS } from "../../intake/situations.ts";
import { type Availability, registerFor, type Told } from "../../view-models/page.ts";
import { DangerButton } from "../DangerButton/DangerButton.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { HonestMore } from "../Honest/Honest.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import { Unavailable } from "../Unavailable/Unavailable.tsx";
import "./EntryScreen.css";

export interface EntryScreenProps {
  readonly available: Availability;
  readonly told: Told;
  readonly choose: (situation: Situation) => void;
  readonly inDanger: () => void;
  readonly retry: () => void;
  readonly showStatement: () => void;
  readonly comeBack: () => void;
}

export function EntryScreen({ available, told, choose, inDanger, retry, showStatement, comeBack }: EntryScreenProps) {
  const { entry, statement } = useTexts();
  return (
    <>
      <main className="screen entry">
        <div className="entry-title">
          <Heading>{entry.title}</Heading>
          <p className="lead">{entry.lead}</p>
        </div>
        {available === "yes" ? (
          <DangerButton start={inDanger} explained />
        ) : (
          <>
            <Unavailable available={available} retry={retry} />
            <Numbers />
          </>
        )}
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
          <div>
            <p>
              {entry.privacy} {entry.limits}
            </p>
            <HonestMore register={registerFor(told)} />
          </div>
        </section>
      </main>
      <footer className="entry-foot">
        {available === "yes" ? (
          <button type="button" className="quiet" onClick={comeBack}>
            {entry.comeBack}
          </button>
        ) : null}
        <button type="button" className="quiet" onClick={showStatement}>
          {statement.link}
        </button>
      </footer>
    </>
  );
}

import type { Situation } from "@abri/contract";
import { useAdvice } from "../../i18n/advice.ts";
import { useTexts } from "../../i18n/language.ts";
import { type Availability, registerFor, type Told } from "../../view-models/page.ts";
import { DangerButton } from "../DangerButton/DangerButton.tsx";
import { Fetching } from "../Fetching/Fetching.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { Honest } from "../Honest/Honest.tsx";
import { Icon } from "../Icon/Icon.tsx";
import { Lines } from "../Lines/Lines.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import { Topics } from "../Topics/Topics.tsx";
import { Unavailable } from "../Unavailable/Unavailable.tsx";
import "./SituationScreen.css";

export interface SituationScreenProps {
  readonly situation: Situation;
  readonly available: Availability;
  readonly told: Told;
  readonly tell: (told: Partial<Told>) => void;
  readonly start: () => void;
  readonly inDanger: () => void;
  readonly retry: () => void;
  readonly back: () => void;
}

export function SituationScreen(props: SituationScreenProps) {
  const { situation, available, told, tell, start, inDanger, retry, back } = props;
  const { entry, situation: words, advice: headings } = useTexts();
  const register = registerFor(told);
  const fetched = useAdvice(register, situation);
  const witness = told.role === "witness";
  return (
    <main className="screen narrow situation">
      <div className="screen-head">
        <button type="button" className="quiet" onClick={back}>
          <Icon name="back" />
          {words.back}
        </button>
        <Heading>{entry.situations[situation]}</Heading>
      </div>
      {available === "yes" ? null : <Unavailable available={available} retry={retry} />}
      {fetched.kind === "ready" ? (
        <>
          <div className="situation-heart">
            <Lines lines={fetched.advice.heart} />
          </div>
          <label className="situation-witness">
            <input
              type="checkbox"
              autoComplete="off"
              checked={witness}
              onChange={(event) => tell({ role: event.target.checked ? "witness" : "unsaid" })}
            />
            {words.witness}
          </label>
          <section aria-labelledby="advice-title">
            <h2 id="advice-title">{headings.title}</h2>
            <Topics topics={fetched.advice.topics} witness={witness} />
          </section>
          {fetched.also.length === 0 ? null : (
            <section aria-labelledby="also-title">
              <h2 id="also-title">{headings.also}</h2>
              <Topics topics={fetched.also} witness={witness} />
            </section>
          )}
        </>
      ) : (
        <Fetching fetched={fetched} />
      )}
      {available === "yes" ? <Honest register={register} /> : null}
      <Numbers />
      {available === "yes" ? (
        <>
          <DangerButton start={inDanger} explained={false} />
          <div className="situation-start">
            <p className="soft">{words.promise}</p>
            <button type="button" className="main-button" onClick={start}>
              <Icon name="talk" />
              {words.start}
            </button>
          </div>
        </>
      ) : null}
    </main>
  );
}

import type { HonestWords, Register } from "@abri/contract/content";
import { useState } from "react";
import { useAdvice } from "../../i18n/advice.ts";
import { useTexts } from "../../i18n/language.ts";
import { Disclosure } from "../Disclosure/Disclosure.tsx";
import { Fetching } from "../Fetching/Fetching.tsx";
import { Lines } from "../Lines/Lines.tsx";
import "./Honest.css";

/** What somebody should know before they write: a sentence each, always there; all of it on request. */
export function Honest({ register }: { readonly register: Register }) {
  const { promises } = useTexts();
  return (
    <section className="honest" aria-labelledby="honest-title">
      <h2 id="honest-title" tabIndex={-1}>
        {promises.title}
      </h2>
      <ul className="honest-short">
        {[promises.anonymous, promises.kept, promises.lifting, promises.notAComplaint, promises.cannotHide].map(
          (one) => (
            <li key={one}>{one}</li>
          ),
        )}
      </ul>
      <HonestMore register={register} />
    </section>
  );
}

/** The long form; fetched when it is first opened. */
export function HonestMore({ register }: { readonly register: Register }) {
  const { promises } = useTexts();
  const [wanted, setWanted] = useState(false);
  return (
    <Disclosure title={promises.more} onOpen={() => setWanted(true)} quiet>
      {wanted ? <HonestInFull register={register} /> : null}
    </Disclosure>
  );
}

function HonestInFull({ register }: { readonly register: Register }) {
  // The honest words are the same in every situation.
  const fetched = useAdvice(register, "home");
  if (fetched.kind !== "ready") return <Fetching fetched={fetched} />;
  return partsOf(fetched.honest).map(({ title, lines }) => (
    <div key={title} className="honest-part">
      <h3>{title}</h3>
      <Lines lines={lines} />
    </div>
  ));
}

function partsOf({ anonymous, kept, lifting, notAComplaint, cannotHide }: HonestWords) {
  const keptInFull = { title: kept.title, lines: [...kept.lines, { text: kept.retention, pictogram: null }] };
  return [anonymous, keptInFull, lifting, notAComplaint, cannotHide];
}

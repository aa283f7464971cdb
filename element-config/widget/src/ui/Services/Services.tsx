import { useState } from "react";
import {
  appointmentMessage,
  departementsIn,
  howToReach,
  serviceMessage,
  servicesFor,
} from "../../view-models/libraryModel.ts";
import { fill } from "../../words/words.ts";
import type { LibraryProps } from "../Answers/Answers.tsx";
import { LibraryLanguage } from "../Answers/LibraryLanguage.tsx";
import { Appointment } from "../Appointment/Appointment.tsx";
import { Choice } from "../Choice/Choice.tsx";
import { Composing } from "../Composer/Composing.tsx";
import { useWork } from "../work/work.ts";

/** To whom somebody can be sent: by situation and département, said in a message of the officer's. */
export function Services({ library, language, situation, onLanguage, ...draft }: LibraryProps) {
  const { words } = useWork();
  const [departement, setDepartement] = useState("");
  const departements = departementsIn(library);
  const services = servicesFor(library, language, situation, departement === "" ? null : departement);
  return (
    <Composing {...draft}>
      {(put) => (
        <>
          <div className="row">
            {departements.length > 0 && (
              <Choice
                label={words.services.departement}
                value={departement}
                options={[["", words.services.everywhere], ...departements.map((one) => [one, one] as const)]}
                onChange={setDepartement}
              />
            )}
            <LibraryLanguage library={library} language={language} onLanguage={onLanguage} />
          </div>
          <ul className="rows" aria-label={words.services.list}>
            {services.map((service) => (
              <li key={service.id}>
                <p className="what">
                  <strong>{service.name}</strong>
                  <strong>{howToReach(words, service)}</strong>
                  <span>{service.hours}</span>
                </p>
                <p>{service.what}</p>
                <p className="hint">{fill(words.services.source, { source: service.source })}</p>
                <button type="button" onClick={() => put(serviceMessage(service))}>
                  {fill(words.services.put, { name: service.name })}
                </button>
              </li>
            ))}
          </ul>
          {language !== null && (
            <Appointment onPut={(proposed) => put(appointmentMessage(library, language, proposed))} />
          )}
        </>
      )}
    </Composing>
  );
}

import { useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { PeopleModel } from "../../view-models/peopleModel.ts";
import { Icon } from "../Icon/Icon.tsx";

export interface PeopleProps {
  readonly people: PeopleModel;
  readonly showTyping: ((on: boolean) => void) | null;
}

/** Who is in the conversation, in one line that opens; and whether they see that one is writing. */
export function People({ people, showTyping }: PeopleProps) {
  const { conversation: words } = useTexts();
  const [shown, setShown] = useState(false);
  return (
    <details className="talk-people">
      <summary>
        <Icon name="people" />
        <span>{people.summary}</span>
      </summary>
      <ul>
        {people.lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
      <label>
        <input
          type="checkbox"
          checked={shown}
          disabled={showTyping === null}
          autoComplete="off"
          onChange={(event) => {
            setShown(event.currentTarget.checked);
            showTyping?.(event.currentTarget.checked);
          }}
        />
        {words.showTyping}
      </label>
    </details>
  );
}

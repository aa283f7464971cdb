import { useLanguages, useTexts } from "../../i18n/language.ts";
import type { Told } from "../../view-models/page.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./Preferences.css";

export interface PreferencesProps {
  readonly told: Told;
  readonly tell: (told: Partial<Told>) => void;
}

/** Language, age and easy reading, on every screen before the conversation. Nothing has to be chosen, and nothing of it is kept. */
export function Preferences({ told, tell }: PreferencesProps) {
  const { language: words, register } = useTexts();
  const { current, options, change, choose } = useLanguages();
  const age = (one: "minor" | "adult", name: string) => (
    <button
      type="button"
      className="chip"
      aria-pressed={told.age === one}
      onClick={() => tell({ age: told.age === one ? "unsaid" : one })}
    >
      {name}
    </button>
  );
  return (
    <section className="preferences" aria-label={register.title}>
      <label className="chip preferences-language">
        <Icon name="language" />
        <span className="aside-words">{words.label}</span>
        <select autoComplete="off" value={current} onChange={(event) => choose(event.target.value)}>
          {options.map(({ language, name }) => (
            <option key={language} value={language} lang={language}>
              {name}
            </option>
          ))}
        </select>
        <Icon name="open" />
      </label>
      <button type="button" className="chip" aria-pressed={told.easy} onClick={() => tell({ easy: !told.easy })}>
        <Icon name="easy" />
        {register.easy}
      </button>
      <div className="preferences-age" role="group" aria-label={register.question}>
        {age("minor", register.minor)}
        {age("adult", register.adult)}
      </div>
      <p className="preferences-change" aria-live="polite">
        {change.kind === "none" ? "" : words[change.kind]}
      </p>
    </section>
  );
}

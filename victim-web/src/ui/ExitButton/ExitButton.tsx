import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./ExitButton.css";

/** First in tab order on every screen, at the top, where no keyboard of a phone ever covers it. */
export function ExitButton({ leave }: { readonly leave: () => void }) {
  const { exit } = useTexts();
  return (
    <header className="exit">
      <button type="button" className="exit-button" onClick={leave} aria-describedby="exit-hint">
        <Icon name="exit" />
        {exit.button}
      </button>
      <p className="exit-hint" id="exit-hint">
        {exit.hint}
      </p>
    </header>
  );
}

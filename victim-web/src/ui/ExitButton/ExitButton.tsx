import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./ExitButton.css";

/**
 * First in tab order on every screen, at the top, where no keyboard of a phone ever covers it. What it does is not React's: the first
 * script (safety/firstScript.ts) acts on whatever is marked `data-exit`.
 */
export function ExitButton() {
  const { exit } = useTexts();
  return (
    <header className="exit">
      <button type="button" className="exit-button" data-exit="" aria-describedby="exit-hint">
        <Icon name="exit" />
        {exit.button}
      </button>
      <p className="exit-hint" id="exit-hint">
        {exit.hint}
      </p>
    </header>
  );
}

import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./DangerButton.css";

export interface DangerButtonProps {
  /** `null`: a moment later. */
  readonly start: (() => void) | null;
  readonly explained: boolean;
}

/** The numbers at once, and a conversation that goes before the others. */
export function DangerButton({ start, explained }: DangerButtonProps) {
  const { danger } = useTexts();
  return (
    <div className="danger">
      <button
        type="button"
        className="danger-button"
        aria-describedby={explained ? "danger-text" : undefined}
        disabled={start === null}
        onClick={() => start?.()}
      >
        <Icon name="call" />
        {danger.button}
      </button>
      {explained ? (
        <p className="soft" id="danger-text">
          {danger.text}
        </p>
      ) : null}
    </div>
  );
}

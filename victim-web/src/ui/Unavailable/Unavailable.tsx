import { useTexts } from "../../i18n/language.ts";
import type { Availability } from "../../view-models/page.ts";
import { Icon } from "../Icon/Icon.tsx";

export interface UnavailableProps {
  readonly available: Exclude<Availability, "yes">;
  readonly retry: () => void;
}

/** No conversation is possible: said plainly, as nobody's fault; the numbers and the advice stay. */
export function Unavailable({ available, retry }: UnavailableProps) {
  const { unavailable, noEncryption } = useTexts();
  const hopeless = available === "noEncryption";
  const words = hopeless ? noEncryption : unavailable;
  return (
    <div className="warning" role="alert">
      <p>
        <b>{words.title}</b>
      </p>
      <p>{words.text}</p>
      {hopeless ? null : (
        <button type="button" className="quiet" aria-disabled={available === "asking"} onClick={retry}>
          <Icon name="again" />
          {unavailable.retry}
        </button>
      )}
    </div>
  );
}

import type { Fetched } from "../../i18n/advice.ts";
import { useTexts } from "../../i18n/language.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./Fetching.css";

/** In the place of words that are on their way, or could not be had. */
export function Fetching({ fetched }: { readonly fetched: Exclude<Fetched<unknown>, { readonly kind: "ready" }> }) {
  const { advice: words } = useTexts();
  switch (fetched.kind) {
    case "loading":
      return <p className="fetching soft">{words.loading}</p>;
    case "failed":
      return (
        <div className="warning" role="alert">
          <p>{words.failed}</p>
          <button type="button" className="quiet" onClick={fetched.retry}>
            <Icon name="again" />
            {words.retry}
          </button>
        </div>
      );
  }
}

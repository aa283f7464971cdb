import { type SubmitEvent, useEffect, useRef } from "react";
import { useTexts } from "../../i18n/language.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import type { PositionDraftState } from "../../view-models/positionDraft.ts";
import { coordinates, metres } from "../../position/geoUri.ts";

type Place = Extract<PositionDraftState, { at: "found" }>["place"];

interface PositionPartProps {
  readonly state: PositionDraftState;
  readonly ask: () => void;
  /** `null`: the address alone. */
  readonly send: (place: Place | null, address: string) => void;
  readonly cancel: () => void;
}

const MAX_ADDRESS = 500;

/**
 * Where the person is: what their device says of it, to be read before it is sent, and what they know themselves. Nobody else is asked for an
 * address, so it is theirs to write.
 */
export function PositionPart({ state, ask, send, cancel }: PositionPartProps) {
  const words = useTexts().attach;
  const format = useFormat();
  const lead = useRef<HTMLParagraphElement>(null);
  const address = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state.at === "still") address.current?.focus();
    else lead.current?.focus();
  }, [state.at]);

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = address.current?.value.trim() ?? "";
    const place = state.at === "found" ? state.place : null;
    if (place === null && text === "") address.current?.focus();
    else send(place, text);
  };

  return (
    <form className="sheet-form" onSubmit={submit} autoComplete="off">
      {state.at === "still" ? null : (
        <p ref={lead} tabIndex={-1} className={state.at === "refused" ? "warning" : "sheet-place"}>
          {state.at === "asking" ? words.position.asking : null}
          {state.at === "found"
            ? format(words.position.found, { coordinates: coordinates(state.place), metres: metres(state.place) })
            : null}
          {state.at === "refused" ? words.position.refused[state.why] : null}
        </p>
      )}
      <label className="sheet-label" htmlFor="sheet-address">
        {words.position.address}
      </label>
      <textarea
        id="sheet-address"
        ref={address}
        className="sheet-address"
        rows={2}
        maxLength={MAX_ADDRESS}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
        aria-describedby="sheet-address-hint"
      />
      <p id="sheet-address-hint" className="soft">
        {words.position.hint}
      </p>
      <div className="sheet-actions">
        <button type="submit" className="main-button" disabled={state.at === "asking"}>
          {state.at === "found" ? words.position.send : words.position.sendAddress}
        </button>
        {state.at === "refused" ? (
          <button type="button" className="quiet" onClick={ask}>
            {words.position.again}
          </button>
        ) : null}
        <button type="button" className="quiet" onClick={cancel}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

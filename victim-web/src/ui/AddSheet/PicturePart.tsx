import { useEffect, useRef } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { PictureDraftState } from "../../view-models/pictureDraft.ts";

type Ready = Extract<PictureDraftState, { at: "ready" }>;

interface PicturePartProps {
  readonly state: PictureDraftState;
  readonly another: () => void;
  readonly send: (picture: Ready["picture"]) => void;
  readonly cancel: () => void;
}

/** The picture as it will be sent, before it is; or why it will not be. */
export function PicturePart({ state, another, send, cancel }: PicturePartProps) {
  const { attach: words } = useTexts();
  const lead = useRef<HTMLParagraphElement>(null);
  // What has changed is read out: this page has one status line, and it is the conversation's.
  useEffect(() => lead.current?.focus(), [state.at]);

  switch (state.at) {
    case "choosing":
    case "preparing":
      return (
        <>
          <p ref={lead} tabIndex={-1}>
            {words.picture.preparing}
          </p>
          <Actions cancel={cancel} />
        </>
      );
    case "ready":
      return (
        <>
          <img className="sheet-picture" src={state.url} alt={words.picture.preview} />
          <p ref={lead} tabIndex={-1} className="soft">
            {words.picture.ready}
          </p>
          <Actions cancel={cancel}>
            <button type="button" className="main-button" onClick={() => send(state.picture)}>
              {words.picture.send}
            </button>
          </Actions>
        </>
      );
    case "refused":
      return (
        <>
          <p ref={lead} tabIndex={-1} className="warning">
            {words.picture.refused[state.why]}
          </p>
          <Actions cancel={cancel}>
            <button type="button" className="main-button" onClick={another}>
              {words.picture.another}
            </button>
          </Actions>
        </>
      );
  }
}

function Actions({ cancel, children }: { readonly cancel: () => void; readonly children?: React.ReactNode }) {
  const { attach: words } = useTexts();
  return (
    <div className="sheet-actions">
      {children}
      <button type="button" className="quiet" onClick={cancel}>
        {words.cancel}
      </button>
    </div>
  );
}

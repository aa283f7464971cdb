import { useEffect, useState, useSyncExternalStore } from "react";
import { useTexts } from "../../i18n/language.ts";
import { PictureView } from "../../view-models/pictureView.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import "./PictureMessage.css";

interface PictureMessageProps {
  /** The message's key. */
  readonly id: string;
  readonly actions: Pick<ConversationActions, "openPicture" | "whenWiped"> | null;
}

/** An officer's picture: a word and a button, until the person wants to see it. Only ever an image, never a page or a document. */
export function PictureMessage({ id, actions }: PictureMessageProps) {
  const words = useTexts().attach.received;
  const [view] = useState(() => new PictureView());
  const state = useSyncExternalStore(view.subscribe, view.getState);
  useEffect(() => {
    const stop = actions?.whenWiped(() => view.clear());
    return () => {
      stop?.();
      view.clear();
    };
  }, [view, actions]);

  if (state.at === "shown") {
    return (
      <>
        <img className="picture" src={state.url} alt={words.alt} onError={() => view.broken()} />
        <button type="button" className="picture-button" onClick={() => view.clear()}>
          {words.hide}
        </button>
      </>
    );
  }
  return (
    <>
      <span>{state.at === "failed" ? (state.forGood ? words.broken : words.later) : words.label}</span>
      {state.at === "failed" && state.forGood ? null : (
        <button
          type="button"
          className="picture-button"
          disabled={actions === null || state.at === "loading"}
          onClick={() => void (actions && view.show(() => actions.openPicture(id)))}
        >
          {state.at === "loading" ? words.loading : words.show}
        </button>
      )}
    </>
  );
}

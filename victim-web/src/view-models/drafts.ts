/** What the sheet holds before it is sent, tied to its life: gone when it closes, and at the emergency exit, whichever comes first. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useLanguageStore } from "../i18n/language.ts";
import { useFormat } from "../i18n/useFormat.ts";
import { coordinates, geoUri, metres } from "../position/geoUri.ts";
import type { Place } from "../position/locate.ts";
import { PictureDraft, type PictureDraftState } from "./pictureDraft.ts";
import { PositionDraft, type PositionDraftState } from "./positionDraft.ts";
import type { ConversationActions } from "./useConversation.ts";

interface Draft {
  clear(): void;
}

export function usePictureDraft(actions: ConversationActions): {
  readonly draft: PictureDraft;
  readonly state: PictureDraftState;
} {
  const [draft] = useState(() => new PictureDraft());
  useGoneWith(draft, actions);
  return { draft, state: useSyncExternalStore(draft.subscribe, draft.getState) };
}

export function usePositionDraft(actions: ConversationActions): {
  readonly draft: PositionDraft;
  readonly state: PositionDraftState;
  /** `null`: the address alone, as a message. */
  readonly send: (place: Place | null, address: string) => void;
} {
  const [draft] = useState(() => new PositionDraft(navigator.geolocation));
  useGoneWith(draft, actions);
  const format = useFormat();
  // As the officer reads it, in the service's own language; the address is as it was written.
  const { position: words } = useLanguageStore().first.texts.attach;
  const send = (place: Place | null, address: string): void => {
    const lines = address === "" ? [] : [format(words.addressSent, { address })];
    if (place === null) actions.send(lines.join("\n"));
    else {
      const said = format(words.positionSent, { coordinates: coordinates(place), metres: metres(place) });
      actions.sendPosition([said, ...lines].join("\n"), geoUri(place));
    }
  };
  return { draft, state: useSyncExternalStore(draft.subscribe, draft.getState), send };
}

function useGoneWith(draft: Draft, actions: ConversationActions): void {
  useEffect(() => {
    const stop = actions.whenWiped(() => draft.clear());
    return () => {
      stop();
      draft.clear();
    };
  }, [draft, actions]);
}

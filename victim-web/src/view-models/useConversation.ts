import { useMemo, useSyncExternalStore } from "react";
import type { AllowReturnRequest, FeedbackRequest, StatedSituation, Urgency } from "@abri/contract";
import type { Fetched, Picture } from "../conversation/attachment.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { Kept, StorageKey } from "../conversation/ports.ts";
import { type ConversationState, initialState } from "../conversation/state.ts";
import { useTexts } from "../i18n/language.ts";
import { useFormat } from "../i18n/useFormat.ts";
import { type ConversationModel, conversationModel } from "./conversationModel.ts";

export interface ConversationActions {
  readonly send: (text: string) => void;
  readonly retry: (key: string) => void;
  readonly edit: (key: string, text: string) => void;
  readonly withdraw: (key: string) => void;
  readonly seen: (key: string) => void;
  readonly showTyping: (on: boolean) => void;
  readonly typed: () => void;
  readonly stillHere: () => void;
  readonly endanger: () => void;
  readonly end: () => void;
  /** False: it could not be given. */
  readonly giveFeedback: (answers: FeedbackRequest) => Promise<boolean>;
  /** From now on the victim can come back with the phrase that these were derived from. */
  readonly keep: (keys: AllowReturnRequest, key: StorageKey) => Promise<Kept>;
  readonly sendPicture: (picture: Picture) => void;
  /** `text`: what is read of it. */
  readonly sendPosition: (text: string, geoUri: string) => void;
  /** Brings an officer's picture. */
  readonly openPicture: (key: string) => Promise<Fetched>;
  /** Calls `then` at the emergency exit; returns how to take that back. */
  readonly whenWiped: (then: () => void) => () => void;
}

/** `null`: the code for the conversation is still on its way; the screen is the same, and writing is possible a moment later. */
export function useConversation(
  conversation: Conversation | null,
  situation: StatedSituation,
  urgency: Urgency,
): { readonly model: ConversationModel; readonly actions: ConversationActions | null } {
  const texts = useTexts();
  const format = useFormat();
  const idle = useMemo(() => initialState(situation, urgency), [situation, urgency]);
  const state: ConversationState = useSyncExternalStore(
    conversation?.subscribe ?? subscribeToNothing,
    conversation?.getState ?? (() => idle),
  );
  const model = useMemo(() => conversationModel(state, texts, format), [state, texts, format]);
  const actions = useMemo(
    () =>
      conversation === null
        ? null
        : {
            send: (text: string) => conversation.write(text),
            retry: (key: string) => conversation.retry(key),
            edit: (key: string, text: string) => conversation.edit(key, text),
            withdraw: (key: string) => conversation.withdraw(key),
            seen: (key: string) => conversation.seen(key),
            showTyping: (on: boolean) => conversation.showTyping(on),
            typed: () => conversation.typed(),
            stillHere: () => conversation.stillHere(),
            endanger: () => conversation.endanger(),
            end: () => conversation.end(),
            giveFeedback: (answers: FeedbackRequest) => conversation.giveFeedback(answers),
            keep: (keys: AllowReturnRequest, key: StorageKey) => conversation.keep(keys, key),
            // In the log the page has its own words for a picture.
            sendPicture: (picture: Picture) => conversation.attach({ kind: "picture", picture }, ""),
            sendPosition: (text: string, geoUri: string) => conversation.attach({ kind: "position", geoUri }, text),
            openPicture: (key: string) => conversation.openPicture(key),
            whenWiped: (then: () => void) => conversation.whenWiped(then),
          },
    [conversation],
  );
  return { model, actions };
}

function subscribeToNothing(): () => void {
  return () => undefined;
}

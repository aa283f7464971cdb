import { memo, useId } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { MessageModel } from "../../view-models/messageModel.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import { Icon } from "../Icon/Icon.tsx";
import { PictureMessage } from "../PictureMessage/PictureMessage.tsx";
import { OfficerText } from "./OfficerText.tsx";
import { OwnOptions } from "./OwnOptions.tsx";
import "./Message.css";

interface MessageActions {
  readonly retry: (key: string) => void;
  readonly withdraw: (key: string) => void;
  readonly startEdit: (key: string) => void;
  readonly openPicture: ConversationActions["openPicture"];
  readonly whenWiped: ConversationActions["whenWiped"];
}

export interface MessageProps {
  readonly message: MessageModel;
  readonly actions: MessageActions | null;
}

/** Text only, as text nodes: nothing that anybody writes is ever read as HTML. */
export const Message = memo(function Message({ message, actions }: MessageProps) {
  const { conversation: words, attach } = useTexts();
  const id = useId();
  const { key, from, delivery } = message;
  const text = message.text.map((part) => part.text).join("");
  if (from === "page") return <p className="message-notice">{text}</p>;
  return (
    <div className={from === "me" ? "message mine" : "message"}>
      <p className="message-author">{message.author}</p>
      {from === "officer" && !message.aside ? (
        <OfficerText parts={message.text} />
      ) : (
        <p className={message.aside ? "message-text aside" : "message-text"} dir="auto" id={id}>
          {message.picture ? <PictureMessage id={key} actions={actions} /> : text}
        </p>
      )}
      <div className="message-foot">
        {message.edited ? <span className="message-edited">{words.edited}</span> : null}
        {delivery === null ? null : (
          // What becomes of one's own message is said aloud only when something is to be done.
          <p className="message-delivery" data-kind={delivery.kind} aria-live={delivery.canRetry ? "polite" : "off"}>
            <Icon name={delivery.kind} />
            {delivery.text}
            {delivery.part === null ? null : (
              <progress className="message-progress" value={delivery.part} aria-label={attach.picture.uploading} />
            )}
          </p>
        )}
        {delivery?.canRetry && actions ? (
          <button type="button" className="message-act" onClick={() => actions.retry(key)}>
            {words.retry}
          </button>
        ) : null}
        {delivery?.canRemove && actions ? (
          <button type="button" className="message-act" onClick={() => actions.withdraw(key)}>
            {words.remove}
          </button>
        ) : null}
        {message.editable !== null && actions ? (
          <OwnOptions
            describedBy={id}
            edit={message.canEdit ? () => actions.startEdit(key) : null}
            withdraw={() => actions.withdraw(key)}
          />
        ) : null}
      </div>
    </div>
  );
});

import { memo } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { MessageModel } from "../../view-models/conversationModel.ts";
import { Icon } from "../Icon/Icon.tsx";
import "./Message.css";

export interface MessageProps {
  readonly message: MessageModel;
  readonly retry: ((key: string) => void) | null;
}

/** Text only, as a text node: what an officer writes is never read as HTML, and an address in it is not a link. */
export const Message = memo(function Message({ message, retry }: MessageProps) {
  const { conversation: words } = useTexts();
  const { delivery } = message;
  return (
    <div className={message.mine ? "message mine" : "message"}>
      <p className="message-author">{message.author}</p>
      <p className={message.aside ? "message-text aside" : "message-text"} dir="auto">
        {message.text}
      </p>
      {delivery === null ? null : (
        <p className="message-delivery" data-kind={delivery.kind}>
          <Icon name={delivery.kind} />
          {delivery.text}
          {delivery.canRetry && retry !== null ? (
            <button type="button" className="message-retry" onClick={() => retry(message.key)}>
              {words.retry}
            </button>
          ) : null}
        </p>
      )}
    </div>
  );
});

import { useEffect, useRef } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { ConversationModel } from "../../view-models/conversationModel.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import { Composer } from "../Composer/Composer.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { Message } from "../Message/Message.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import "./ConversationScreen.css";

export interface ConversationScreenProps {
  readonly model: ConversationModel;
  readonly actions: ConversationActions | null;
  readonly startAgain: () => void;
  readonly leave: () => void;
}

export function ConversationScreen({ model, actions, startAgain, leave }: ConversationScreenProps) {
  const { conversation: words } = useTexts();
  const log = useRef<HTMLDivElement>(null);
  const count = model.messages.length;
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [count]);

  return (
    <main className={model.over ? "talk over" : "talk"}>
      <div className="talk-head">
        <Heading takeFocus={false}>{words.title}</Heading>
        {model.over ? null : (
          <button type="button" className="quiet" disabled={actions === null} onClick={() => actions?.end()}>
            {words.end}
          </button>
        )}
      </div>
      <p className="talk-status" role="status" data-tone={model.status.tone}>
        <span className="talk-dot" aria-hidden="true" />
        <span>{model.status.text}</span>
      </p>
      <div className="talk-log" role="log" aria-label={words.log} ref={log} tabIndex={0}>
        {count === 0 && !model.over ? <p className="talk-empty">{words.empty}</p> : null}
        {model.messages.map((message) => (
          <Message key={message.key} message={message} retry={actions?.retry ?? null} />
        ))}
        {model.hidden === null ? null : <p className="talk-hidden">{model.hidden}</p>}
      </div>
      {model.over ? (
        <div className="talk-over">
          {model.mayStartAgain ? (
            <button type="button" className="main-button" onClick={startAgain}>
              {words.retry}
            </button>
          ) : null}
          <button type="button" className="main-button" onClick={leave}>
            {words.leave}
          </button>
          <Numbers />
        </div>
      ) : (
        <Composer send={actions?.send ?? null} />
      )}
    </main>
  );
}

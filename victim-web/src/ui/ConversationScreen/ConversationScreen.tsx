import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../../i18n/language.ts";
import type { ConversationModel } from "../../view-models/conversationModel.ts";
import type { ConversationActions } from "../../view-models/useConversation.ts";
import { Adding } from "../Adding/Adding.tsx";
import { Composer } from "../Composer/Composer.tsx";
import { DangerButton } from "../DangerButton/DangerButton.tsx";
import { FeedbackForm } from "../FeedbackForm/FeedbackForm.tsx";
import { Heading } from "../Heading/Heading.tsx";
import { useKeeping } from "../Keeping/Keeping.tsx";
import { Message } from "../Message/Message.tsx";
import { Numbers } from "../Numbers/Numbers.tsx";
import { People } from "./People.tsx";
import { useSeen } from "./useSeen.ts";
import { useVisibleHeight } from "./useVisibleHeight.ts";
import "./ConversationScreen.css";

export interface ConversationScreenProps {
  readonly model: ConversationModel;
  readonly actions: ConversationActions | null;
  readonly startAgain: () => void;
  readonly leave: () => void;
}

export function ConversationScreen({ model, actions, startAgain, leave }: ConversationScreenProps) {
  const { conversation: words } = useTexts();
  const screen = useRef<HTMLElement>(null);
  const log = useRef<HTMLDivElement>(null);
  const [editingKey, setEditingKey] = useState<string | null>(null);
  const count = model.messages.length;
  const { over } = model;
  const toTheEnd = useCallback(() => {
    if (over) return;
    for (const { current } of [log, screen]) if (current) current.scrollTop = current.scrollHeight;
  }, [over]);
  // How it has ended is said at the top.
  useEffect(() => {
    if (over && screen.current) screen.current.scrollTop = 0;
  }, [over]);
  useEffect(toTheEnd, [count, model.typing !== null, model.quiet !== null, toTheEnd]);
  useVisibleHeight(screen, toTheEnd);
  useSeen(model.messages, actions?.seen ?? null);

  const messageActions = useMemo(
    () =>
      actions && {
        retry: actions.retry,
        withdraw: actions.withdraw,
        startEdit: setEditingKey,
        openPicture: actions.openPicture,
        whenWiped: actions.whenWiped,
      },
    [actions],
  );
  const keeping = useKeeping(model, actions);
  const editing = model.messages.find(({ key }) => key === editingKey)?.editable ?? null;
  const send = (text: string): void => {
    if (editing !== null && editingKey !== null) actions?.edit(editingKey, text);
    else actions?.send(text);
    setEditingKey(null);
  };

  return (
    <main className={classNames(model.over, keeping.sheet !== null)} ref={screen}>
      <div className="talk-head">
        <Heading takeFocus={false}>{words.title}</Heading>
        {model.over || model.danger ? null : (
          <DangerButton start={actions && (() => actions.endanger())} explained={false} />
        )}
        {model.over ? null : (
          <button type="button" className="quiet talk-end" disabled={actions === null} onClick={() => actions?.end()}>
            {words.end}
          </button>
        )}
      </div>
      <p className="talk-status" role="status" data-tone={model.status.tone}>
        <span className="talk-dot" aria-hidden="true" />
        <span>{model.status.text}</span>
      </p>
      {model.fading && actions ? (
        <button type="button" className="main-button" onClick={() => actions.stillHere()}>
          {words.stillHere}
        </button>
      ) : null}
      {keeping.button}
      {model.over ? null : <People people={model.people} showTyping={actions?.showTyping ?? null} />}
      <div className="talk-log" role="log" aria-label={words.log} ref={log} tabIndex={0}>
        {model.toCome === null ? null : <p className="talk-empty">{model.toCome}</p>}
        {model.messages.map((message) => (
          <Message key={message.key} message={message} actions={messageActions} />
        ))}
        {model.hidden === null ? null : <p className="talk-hidden">{model.hidden}</p>}
        {model.quiet === null ? null : <p className="message-notice">{model.quiet}</p>}
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
          {model.mayReturn ? <p>{words.mayReturn}</p> : null}
          <Numbers />
          {model.feedbackDue && actions ? <FeedbackForm give={actions.giveFeedback} /> : null}
        </div>
      ) : (
        <>
          {/* Always there, so that nothing moves when somebody begins to write; not read out, so that nobody is interrupted. */}
          <p className="talk-typing" aria-live="off">
            {model.typing}
          </p>
          {keeping.sheet}
          <div className="talk-write" hidden={keeping.sheet !== null}>
            <Adding actions={actions}>
              {(add) => (
                <Composer
                  send={actions && send}
                  typed={() => actions?.typed()}
                  editing={editing}
                  stopEditing={() => setEditingKey(null)}
                  before={editing === null ? add : null}
                />
              )}
            </Adding>
          </div>
        </>
      )}
    </main>
  );
}

function classNames(over: boolean, keeping: boolean): string {
  if (over) return "talk over";
  return keeping ? "talk keeping" : "talk";
}

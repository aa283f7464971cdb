import { useMemo, useSyncExternalStore } from "react";
import type { Session } from "../../session/session.ts";
import { wordsFor } from "../../words/words.ts";
import { Conversation } from "../Conversation/Conversation.tsx";
import { Permanence } from "../Permanence/Permanence.tsx";
import { useActs } from "../work/useActs.ts";
import { type Work, WorkContext } from "../work/work.ts";

interface Props {
  readonly session: Session;
  readonly language: string;
}

export function App({ session, language }: Props) {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const { tag, words } = wordsFor(language);
  const { isBusy, act, said } = useActs(words);
  const work = useMemo<Work>(
    () => ({ words, language: tag, host: session.host, isBusy, act }),
    [words, tag, session, isBusy, act],
  );
  if (state.kind === "open")
    return (
      <WorkContext value={work}>
        {state.room === "permanence" ? (
          <Permanence open={state} said={said} />
        ) : (
          <Conversation open={state} said={said} />
        )}
      </WorkContext>
    );
  const isLost = state.kind === "starting" && state.link === "lost";
  return (
    <main className="plain">
      <p role="status">{isLost ? words.status.lost : words.status[state.kind]}</p>
      {(state.kind === "unidentified" || state.kind === "refused") && (
        <button type="button" onClick={() => session.start()}>
          {words.status.retry}
        </button>
      )}
    </main>
  );
}

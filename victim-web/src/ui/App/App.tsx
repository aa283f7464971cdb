import type { Page, PageState, Screen } from "../../view-models/page.ts";
import { useConversation } from "../../view-models/useConversation.ts";
import { usePage } from "../../view-models/usePage.ts";
import { ConversationScreen } from "../ConversationScreen/ConversationScreen.tsx";
import { EntryScreen } from "../EntryScreen/EntryScreen.tsx";
import { ExitButton } from "../ExitButton/ExitButton.tsx";
import { Returning } from "../Returning/Returning.tsx";
import { Preferences } from "../Preferences/Preferences.tsx";
import { SituationScreen } from "../SituationScreen/SituationScreen.tsx";
import { StatementScreen } from "../StatementScreen/StatementScreen.tsx";
import { UrgentNumbers } from "../UrgentNumbers/UrgentNumbers.tsx";
import "../theme.css";
import "../base.css";

export function App({ page }: { readonly page: Page }) {
  const state = usePage(page);
  const talking = state.screen.at === "conversation";
  return (
    <div className={talking ? "frame bounded" : "frame"} data-at={state.screen.at}>
      <ExitButton />
      {talking ? null : <Preferences told={state.told} tell={(told) => page.tell(told)} />}
      <CurrentScreen {...state} page={page} />
    </div>
  );
}

function CurrentScreen({ screen, available, told, page }: PageState & { readonly page: Page }) {
  const retry = (): void => void page.retry();
  switch (screen.at) {
    case "entry":
      return (
        <EntryScreen
          available={available}
          told={told}
          choose={(situation) => page.choose(situation)}
          inDanger={() => void page.start("unsaid", "danger")}
          retry={retry}
          showStatement={() => page.showStatement()}
          comeBack={() => page.showReturn()}
        />
      );
    case "situation":
      return (
        <SituationScreen
          situation={screen.situation}
          available={available}
          told={told}
          tell={(news) => page.tell(news)}
          start={() => void page.start(screen.situation, "normal")}
          inDanger={() => void page.start(screen.situation, "danger")}
          retry={retry}
          back={() => page.backToEntry()}
        />
      );
    case "statement":
      return <StatementScreen back={() => page.backToEntry()} />;
    case "return":
      return <Returning page={page} />;
    case "conversation":
      return <Talk screen={screen} page={page} />;
  }
}

function Talk({ screen, page }: { readonly screen: Extract<Screen, { at: "conversation" }>; readonly page: Page }) {
  const { conversation, situation, urgency } = screen;
  const { model, actions } = useConversation(conversation, situation, urgency);
  return (
    <>
      {!model.over && (model.danger || model.unreached) ? (
        <UrgentNumbers takeFocus={model.danger && urgency !== "danger"} />
      ) : null}
      <ConversationScreen
        model={model}
        actions={actions}
        startAgain={() => void page.start(situation, model.danger ? "danger" : urgency)}
        leave={() => page.backToEntry()}
      />
    </>
  );
}

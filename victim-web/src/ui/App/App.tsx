import type { Situation } from "@abri/contract";
import type { Availability, Page, Screen } from "../../view-models/page.ts";
import { useConversation } from "../../view-models/useConversation.ts";
import { usePage } from "../../view-models/usePage.ts";
import { ConversationScreen } from "../ConversationScreen/ConversationScreen.tsx";
import { EntryScreen } from "../EntryScreen/EntryScreen.tsx";
import { ExitButton } from "../ExitButton/ExitButton.tsx";
import { SituationScreen } from "../SituationScreen/SituationScreen.tsx";
import "../theme.css";
import "../base.css";

export function App({ page, leave }: { readonly page: Page; readonly leave: () => void }) {
  const { screen, available } = usePage(page);
  return (
    <div className={screen.at === "conversation" ? "frame bounded" : "frame"}>
      <ExitButton leave={leave} />
      <CurrentScreen screen={screen} available={available} page={page} />
    </div>
  );
}

interface CurrentScreenProps {
  readonly screen: Screen;
  readonly available: Availability;
  readonly page: Page;
}

function CurrentScreen({ screen, available, page }: CurrentScreenProps) {
  switch (screen.at) {
    case "entry":
      return <EntryScreen available={available} choose={(situation: Situation) => page.choose(situation)} />;
    case "situation":
      return (
        <SituationScreen
          situation={screen.situation}
          available={available}
          start={() => void page.start(screen.situation)}
          back={() => page.backToEntry()}
        />
      );
    case "conversation":
      return <Talk screen={screen} page={page} />;
  }
}

function Talk({ screen, page }: { readonly screen: Extract<Screen, { at: "conversation" }>; readonly page: Page }) {
  const { model, actions } = useConversation(screen.conversation, screen.situation);
  return <ConversationScreen model={model} actions={actions} leave={() => page.backToEntry()} />;
}

import { useEffect, useState } from "react";
import type { OpenConversation } from "../../session/session.ts";
import { libraryLanguage } from "../../view-models/libraryModel.ts";
import { Answers } from "../Answers/Answers.tsx";
import { Conclude } from "../Conclude/Conclude.tsx";
import { Danger } from "../Danger/Danger.tsx";
import { Handover } from "../Handover/Handover.tsx";
import { Intake } from "../Intake/Intake.tsx";
import { Notes } from "../Notes/Notes.tsx";
import { Notice } from "../Notice/Notice.tsx";
import { Services } from "../Services/Services.tsx";
import { Tabs } from "../Tabs/Tabs.tsx";
import type { Said } from "../work/useActs.ts";
import { useWork } from "../work/work.ts";
import { Header } from "./Header.tsx";

const TABS = ["intake", "answers", "services", "danger", "notes", "handover", "end"] as const;

/** The widget of one conversation. */
export function Conversation({ open, said }: { readonly open: OpenConversation; readonly said: Said | null }) {
  const { words } = useWork();
  const { view, desk, library, abilities, intake, identity, link } = open;
  const [tab, setTab] = useState<(typeof TABS)[number]>("intake");
  const [draft, setDraft] = useState("");
  const [note, setNote] = useState("");
  const [hasSeenNotes, setSeenNotes] = useState(false);
  const [language, setLanguage] = useState(() => libraryLanguage(library, view.language));
  useEffect(() => {
    // By the key's place: with Alt some keyboards write another letter.
    const onKey = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.code !== "KeyR") return;
      event.preventDefault();
      setTab("answers");
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const texts = {
    ...{ library, language, situation: view.situation, draft },
    maySend: abilities?.has("messages") ?? false,
    onDraft: setDraft,
    onLanguage: setLanguage,
  };
  return (
    <main className="conversation">
      <Header view={view} me={identity.officer} />
      <Notice link={link} said={said} abilities={abilities} wanted={["intake", "position", "messages"]} />
      <Tabs
        label={words.conversation.tabs}
        tabs={TABS.map((name) => {
          const isToRead = name === "notes" && view.notes !== null && tab !== "notes" && !hasSeenNotes;
          return [name, isToRead ? words.notes.toRead : words.conversation[name]] as const;
        })}
        current={tab}
        onChange={(name) => {
          if (view.notes !== null && (name === "notes" || tab === "notes")) setSeenNotes(true);
          setTab(name);
        }}
      >
        {tab === "intake" && <Intake intake={intake} />}
        {tab === "answers" && <Answers {...texts} />}
        {tab === "services" && <Services {...texts} />}
        {tab === "danger" && (
          <Danger {...texts} view={view} desk={desk} mayRead={abilities?.has("position") ?? false} />
        )}
        {tab === "notes" && (
          <Notes thread={view.notes} me={identity.officer} desk={desk} draft={note} onDraft={setNote} />
        )}
        {tab === "handover" && <Handover view={view} desk={desk} />}
        {tab === "end" && <Conclude view={view} desk={desk} />}
      </Tabs>
    </main>
  );
}

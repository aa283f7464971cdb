import type { OfficerView } from "@abri/contract";
import type { ConversationView } from "@abri/contract/officers";
import { languageName } from "../../view-models/languageName.ts";
import { officerNames } from "../../view-models/officerNames.ts";
import { waited } from "../../view-models/waited.ts";
import { fill } from "../../words/words.ts";
import { useNow } from "../work/useNow.ts";
import { useWork } from "../work/work.ts";

/** What must be in sight whatever the officer does: above all whether the victim's page is there. */
export function Header({ view, me }: { readonly view: ConversationView; readonly me: OfficerView }) {
  const { words, language } = useWork();
  const now = useNow();
  const { conversation } = words;
  return (
    <header>
      <h1>{fill(conversation.number, { number: view.number })}</h1>
      <p className="what">
        {view.training && <strong className="training">{words.training}</strong>}
        {view.urgency === "danger" && <strong className="danger">{words.danger}</strong>}
        <span>{words.situation[view.situation]}</span>
        <span>{languageName(view.language, language)}</span>
        <span>{fill(conversation.since, { wait: waited(words, view.since, now) })}</span>
        <span>{fill(conversation.people, { officers: officerNames(words, view.officers, me) })}</span>
      </p>
      <p className="page" data-page={view.page} role="status">
        <strong>{conversation.page[view.page]}</strong>
        {view.page !== "here" && <span>{conversation.silence}</span>}
      </p>
    </header>
  );
}

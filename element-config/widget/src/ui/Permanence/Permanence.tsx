import type { OpenPermanence } from "../../session/session.ts";
import { queueModel } from "../../view-models/queueModel.ts";
import { ToClassify } from "../Classify/ToClassify.tsx";
import { Duty } from "../Duty/Duty.tsx";
import { Notice } from "../Notice/Notice.tsx";
import { Queue } from "../Queue/Queue.tsx";
import { Team } from "../Team/Team.tsx";
import type { Said } from "../work/useActs.ts";
import { useNow } from "../work/useNow.ts";
import { useWork } from "../work/work.ts";

/** The widget of a corps' Permanence. */
export function Permanence({ open, said }: { readonly open: OpenPermanence; readonly said: Said | null }) {
  const { words, language } = useWork();
  const now = useNow();
  const { view, desk, abilities, link } = open;
  const { waiting, going } = queueModel(words, language, view, now);
  return (
    <main className="permanence">
      <h1 className="unseen">{words.queue.title}</h1>
      <Notice link={link} said={said} abilities={abilities} wanted={["duty"]} />
      <div className="columns">
        <Duty view={view} desk={desk} mayWrite={abilities?.has("duty") ?? false} />
        <Queue title={words.queue.title} empty={words.queue.empty} rows={waiting} view={view} desk={desk} />
        <Queue
          title={view.me.supervisor ? words.queue.going : words.queue.mine}
          empty={words.queue.noneGoing}
          rows={going}
          view={view}
          desk={desk}
        />
        <ToClassify ended={view.toClassify} desk={desk} />
        {view.me.supervisor && <Team view={view} now={now} />}
      </div>
    </main>
  );
}

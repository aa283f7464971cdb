import { Corps, type UserId } from "@abri/contract";
import type { ConversationView, Wanted } from "@abri/contract/officers";
import { useState } from "react";
import type { OfficersDesk } from "../../desk/desk.ts";
import { officerName } from "../../view-models/officerNames.ts";
import { Choice } from "../Choice/Choice.tsx";
import { useWork } from "../work/work.ts";
import { Progress } from "./Progress.tsx";

const KINDS = ["anyone", "officer", "corps"] as const;
/** What officers may say of themselves everywhere; an agreed word of one service is said in the Permanence. */
const SKILLS = ["home", "online", "school"] as const;

interface Props {
  readonly view: ConversationView;
  readonly desk: OfficersDesk;
}

/** Somebody else takes over, or comes in addition. */
export function Handover({ view, desk }: Props) {
  const { words, act, isBusy } = useWork();
  const { handover: text } = words;
  const [kind, setKind] = useState<Wanted["kind"]>("anyone");
  const [officer, setOfficer] = useState<UserId | null>(null);
  const [corps, setCorps] = useState<Corps>("police");
  const [skill, setSkill] = useState<"" | (typeof SKILLS)[number] | "language">("");
  if (view.handover !== null) return <Progress handover={view.handover} desk={desk} />;

  const chosen = view.free.find(({ userId }) => userId === officer) ?? view.free[0];
  const wanted = (): Wanted | null => {
    switch (kind) {
      case "anyone":
        return { kind, skill: skill === "" ? null : skill === "language" ? view.language : skill };
      case "officer":
        return chosen === undefined ? null : { kind, userId: chosen.userId };
      case "corps":
        return { kind, corps };
    }
  };
  const order = (stays: boolean): void => {
    const whom = wanted();
    if (whom !== null) void act(() => desk.handOver({ wanted: whom, stays }));
  };
  const cannot = isBusy || wanted() === null;
  return (
    <>
      {view.lastHandover !== null && <p>{text.last[view.lastHandover]}</p>}
      {view.free.length === 0 && <p className="hint">{text.nobodyFree}</p>}
      <div className="row">
        <Choice
          label={text.whom}
          value={kind}
          options={KINDS.map((one) => [one, text[one]] as const)}
          onChange={setKind}
        />
        {kind === "officer" && chosen !== undefined && (
          <Choice
            label={text.which}
            value={chosen.userId}
            options={view.free.map((one) => [one.userId, officerName(words, one)] as const)}
            onChange={setOfficer}
          />
        )}
        {kind === "corps" && (
          <Choice
            label={text.which}
            value={corps}
            options={Corps.options.map((one) => [one, words.corps[one]] as const)}
            onChange={setCorps}
          />
        )}
        {kind === "anyone" && (
          <Choice
            label={text.skill}
            value={skill}
            options={[
              ["", text.noSkill],
              ["language", `${words.intake.language}: ${view.language}`],
              ...SKILLS.map((one) => [one, words.situation[one]] as const),
            ]}
            onChange={setSkill}
          />
        )}
      </div>
      <p className="buttons">
        <button type="button" className="strong" disabled={cannot} onClick={() => order(false)}>
          {text.order}
        </button>
        <button type="button" disabled={cannot} onClick={() => order(true)}>
          {text.second}
        </button>
      </p>
    </>
  );
}

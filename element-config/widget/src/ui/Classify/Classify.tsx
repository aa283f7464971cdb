import { StatedSituation } from "@abri/contract";
import { Classification } from "@abri/contract/officers";
import { Choice } from "../Choice/Choice.tsx";
import { useWork } from "../work/work.ts";

const { risk: Risk, orientation: Orientation, outcome: Outcome } = Classification.shape;

/** Before the officer has said anything. */
export function classificationOf(situation: StatedSituation): Classification {
  return { situation, risk: "none", orientation: "none", outcome: "helped" };
}

interface Props {
  readonly classification: Classification;
  readonly onChange: (classification: Classification) => void;
}

/** What a conversation was, from lists, since free text could name somebody. */
export function Classify({ classification, onChange }: Props) {
  const { words } = useWork();
  const { end: text } = words;
  const change = (part: Partial<Classification>): void => onChange({ ...classification, ...part });
  return (
    <fieldset>
      <legend>{text.classification}</legend>
      <div className="row">
        <Choice
          label={text.situation}
          value={classification.situation}
          options={StatedSituation.options.map((one) => [one, words.situation[one]] as const)}
          onChange={(situation) => change({ situation })}
        />
        <Choice
          label={text.risk}
          value={classification.risk}
          options={Risk.options.map((one) => [one, text.risks[one]] as const)}
          onChange={(risk) => change({ risk })}
        />
        <Choice
          label={text.orientation}
          value={classification.orientation}
          options={Orientation.options.map((one) => [one, text.orientations[one]] as const)}
          onChange={(orientation) => change({ orientation })}
        />
        <Choice
          label={text.outcome}
          value={classification.outcome}
          options={Outcome.options.map((one) => [one, text.outcomes[one]] as const)}
          onChange={(outcome) => change({ outcome })}
        />
      </div>
    </fieldset>
  );
}

import type { Intake as Read } from "../../session/session.ts";
import { languageName } from "../../view-models/languageName.ts";
import { useWork } from "../work/work.ts";

/** The victim's first event, as the officer's own client has decrypted it. Text of a stranger: shown as text and nothing else. */
export function Intake({ intake: read }: { readonly intake: Read }) {
  const { words, language } = useWork();
  if (read === null) return <p className="hint">{words.intake.reading}</p>;
  if (read.kind === "unreadable") return <p className="hint">{words.intake.unreadable}</p>;
  const { intake } = read;
  const lines: readonly (readonly [string, string])[] = [
    [words.intake.situation, words.situation[intake.situation]],
    [words.intake.urgency, intake.urgency === "danger" ? words.danger : words.intake.normal],
    [words.intake.role, words.intake.roles[intake.role]],
    [words.intake.age, words.intake.ages[intake.ageBand]],
    [words.intake.language, languageName(intake.language, language)],
    ...(intake.easyReading ? [[words.intake.easy, words.intake.yes] as const] : []),
    [words.intake.body, intake.body],
  ];
  return (
    <dl>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

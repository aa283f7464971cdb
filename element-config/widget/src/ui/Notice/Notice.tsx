import { useWork } from "../work/work.ts";
import type { Said } from "../work/useActs.ts";
import type { Abilities, Link } from "../../session/session.ts";
import type { Ability } from "../../host/host.ts";

interface Props {
  readonly link: Link;
  readonly said: Said | null;
  readonly abilities: Abilities;
  /** What this widget asks for. */
  readonly wanted: readonly Ability[];
}

/** What an officer must know before anything else; read out when it comes. */
export function Notice({ link, said, abilities, wanted }: Props) {
  const { words } = useWork();
  const refused = abilities === null ? [] : wanted.filter((ability) => !abilities.has(ability));
  return (
    <>
      <div role="status" className="said" data-good={String(said?.isGood ?? true)}>
        {said?.text}
      </div>
      {link === "lost" && (
        <p role="alert" className="trouble">
          {words.status.lost}
        </p>
      )}
      {refused.map((ability) => (
        <p key={ability} className="trouble">
          {words.refused[ability]}
        </p>
      ))}
    </>
  );
}

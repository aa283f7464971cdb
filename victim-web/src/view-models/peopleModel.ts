/**
 * Who is in the conversation. The desk says who should be; Matrix says who is; the attestation says who can read. What does not agree is
 * said plainly: nobody is there unseen.
 */
import type { OfficerView } from "@abri/contract";
import type { ConversationState } from "../conversation/state.ts";
import type { InterfaceTexts } from "@abri/contract/content";
import type { Format } from "../i18n/useFormat.ts";
import { officerName, sentence } from "./officerName.ts";

export interface PeopleModel {
  /** « Dans cette conversation : vous, un policier, n° 3 » */
  readonly summary: string;
  readonly lines: readonly string[];
}

export function peopleModel(state: ConversationState, texts: InterfaceTexts, format: Format): PeopleModel {
  const words = texts.people;
  const name = (officer: OfficerView): string => officerName(officer, texts, format);
  const named = state.phase.kind === "connected" ? state.phase.officers : [];
  const members = state.members ?? [];
  const isIn = ({ userId }: OfficerView): boolean => members.some((member) => member.userId === userId);
  const here = named.filter(isIn);
  const strangers = members.filter(({ userId, isRelay }) => !isRelay && !named.some((one) => one.userId === userId));
  const readers = strangers.filter(({ attested }) => attested);
  const summary = [
    words.you,
    ...here.map(name),
    ...(readers.length === 0 ? [] : [words.otherReader]),
    ...(strangers.length === readers.length ? [] : [words.other]),
  ];
  return {
    summary: format(words.summary, { people: summary.join(", ") }),
    lines: [
      words.youLine,
      ...here.map((officer) => sentence(format(words.officerLine, { officer: name(officer) }))),
      ...named
        .filter((officer) => !isIn(officer))
        .map((officer) => sentence(format(words.comingLine, { officer: name(officer) }))),
      ...readers.map(() => words.otherReaderLine),
      ...strangers.filter(({ attested }) => !attested).map(() => words.otherLine),
      ...(members.some(({ isRelay }) => isRelay) ? [words.relayLine] : []),
    ],
  };
}

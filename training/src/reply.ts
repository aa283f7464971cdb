/** What a simulated victim answers to an officer: pure. What fits of what may be said now, else one of the fall-backs in turn; and in the end an end. */
import { hears, normalise } from "./hearing.ts";
import type { Answer, End, Scenario, Turn } from "./scenario.ts";

export interface Memory {
  /** The answers that were given. */
  readonly given: readonly string[];
  readonly replies: number;
  /** How often no answer has fitted. */
  readonly fallBacks: number;
}

export const NOTHING_SAID: Memory = { given: [], replies: 0, fallBacks: 0 };

export interface Reply {
  readonly memory: Memory;
  readonly says: readonly Turn[];
  /** `null`: the conversation goes on. */
  readonly end: End | null;
}

const AGAIN_AFTER_SECONDS = 6;

/** Somebody who is asked two things at once answers both. */
const MOST_ANSWERS = 2;

export function replyTo(scenario: Scenario, { given, replies, fallBacks }: Memory, said: string): Reply {
  const { ending, otherwise } = scenario;
  const fitting = fittingAnswers(scenario, given, said);
  const fresh = fitting.filter(({ id }) => !given.includes(id)).slice(0, MOST_ANSWERS);
  const counted = { given: [...given, ...fresh.map(({ id }) => id)], replies: replies + 1, fallBacks };
  const end = fresh.find((answer) => answer.end !== undefined)?.end ?? null;
  if (end === null && counted.replies >= ending.afterReplies)
    return { memory: { ...counted, given }, says: ending.says, end: ending.how };
  if (fresh.length > 0) {
    // What ends it is said last.
    const inTurn = fresh.toSorted((a, b) => Number(a.end !== undefined) - Number(b.end !== undefined));
    return { memory: counted, says: inTurn.flatMap(({ says }) => says), end };
  }
  const again = fitting.find((answer) => answer.again !== undefined)?.again;
  const say = again ?? otherwise[fallBacks % otherwise.length] ?? "";
  const memory = again === undefined ? { ...counted, fallBacks: fallBacks + 1 } : counted;
  return { memory, says: [{ say, afterSeconds: AGAIN_AFTER_SECONDS }], end: null };
}

/** Those that hear the longest words first, which are the most particular; not what is only a part of what another one hears. */
function fittingAnswers({ answers }: Scenario, given: readonly string[], said: string): readonly Answer[] {
  const fitting = answers
    .filter(({ after }) => after === undefined || given.includes(after))
    .flatMap((answer) => {
      const heard = longestHeard(answer, said);
      return heard === null ? [] : [{ answer, heard }];
    });
  return fitting
    .filter((one) => !fitting.some((other) => isPartOf(one.heard, other.heard)))
    .toSorted((a, b) => b.heard.length - a.heard.length)
    .map(({ answer }) => answer);
}

function isPartOf(some: string, all: string): boolean {
  return normalise(some) !== normalise(all) && hears(some, all);
}

function longestHeard({ to }: Answer, said: string): string | null {
  const heard = to.filter((one) => hears(one, said)).toSorted((a, b) => normalise(b).length - normalise(a).length);
  return heard[0] ?? null;
}

/** The change of shift: each conversation passes to somebody or stays; then the officer is off duty. */
import type { ConversationId, UserId } from "@abri/contract";
import type { HandoverRequest } from "@abri/contract/officers";
import type { OfficersDesk } from "../desk/desk.ts";

export type ShiftChoice = "stay" | "anyone" | UserId;
export interface ShiftLine {
  readonly conversation: ConversationId;
  readonly number: string;
  readonly choice: ShiftChoice;
}

export function handoverFor(choice: Exclude<ShiftChoice, "stay">): HandoverRequest {
  const wanted =
    choice === "anyone" ? ({ kind: "anyone", skill: null } as const) : ({ kind: "officer", userId: choice } as const);
  return { wanted, stays: false };
}

/** Orders every handover; resolves with the numbers of those that could not be ordered. */
export async function passOn(desk: Pick<OfficersDesk, "handOverOf">, lines: readonly ShiftLine[]): Promise<string[]> {
  const kept: string[] = [];
  for (const { conversation, number, choice } of lines) {
    if (choice === "stay") continue;
    const outcome = await desk.handOverOf(conversation, handoverFor(choice));
    if (!outcome.ok) kept.push(number);
  }
  return kept;
}

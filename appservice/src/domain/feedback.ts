/** Of which conversation somebody may still say how it was, once it is over, and for how long. */
import type { Conversation } from "./conversation.ts";

export type ClosedState = Extract<Conversation, { phase: "closed" }>;

const DUE_MS = 60 * 60_000;
/** What is kept of the time, so that it does not tell which conversation it was. */
const STEP_MS = 15 * 60_000;

/** `null`: of no exercise, of none that nobody had answered, of none that was left in an emergency. Else at least an hour, at most a quarter more. */
export function feedbackUntil(
  { state, training }: { readonly state: Conversation; readonly training: boolean },
  { reason, at }: ClosedState,
): number | null {
  if (training || state.phase !== "active" || reason === "emergency") return null;
  return Math.ceil((at + DUE_MS) / STEP_MS) * STEP_MS;
}

/** All that is kept of when it was answered, UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

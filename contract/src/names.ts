/** What needs no schema. Apart from the rest, because the page's worker takes no more of this contract than this. */
import type { UserId } from "./ids.ts";

/** On every request that changes something. */
export const CLIENT_HEADER = "x-abri";

/** On the start of an exercise: the operator's training token (`npm run train`). A victim's page knows of neither. */
export const TRAINING_HEADER = "x-abri-training";

/** First event of the victim in the conversation room; always encrypted. */
export const INTAKE_EVENT = "org.abri.intake";

/** The part of a Matrix user ID after its first colon. */
export function serverNameOf(userId: UserId): string {
  return userId.slice(userId.indexOf(":") + 1);
}

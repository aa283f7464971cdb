/** Who may start exercises: whoever shows the operator's training token. */
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "../../application/credentials.ts";

/** @param token `null`: nobody may. The answer's time tells nothing of the token. */
export function mayTrainWith(token: string | null): (shown: string) => boolean {
  return (shown) => token !== null && timingSafeEqual(sha256(shown), sha256(token));
}

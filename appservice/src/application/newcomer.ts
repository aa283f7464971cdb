/** What a conversation is called before it exists. */
import { type ConversationId, UserId } from "@abri/contract";
import type { Newcomer } from "../ports/preparedStore.ts";
import type { Randomness } from "../ports/randomness.ts";

export function newcomer(randomness: Randomness, victimsServer: string): Newcomer {
  return {
    id: randomness.uuid(),
    victim: UserId.parse(`@victim-${randomness.bytes(12).toString("hex")}:${victimsServer}`),
    number: `${randomness.int(90) + 10}-${randomness.int(90) + 10}`,
  };
}

/** Room aliases are `#conversation-<id>:<server>`: `createRoom` takes no transaction ID, and a retry must find the room. */
export const aliasOf = (id: ConversationId): string => `conversation-${id}`;

import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { ConversationId } from "@abri/contract";
import type { Randomness } from "../../ports/randomness.ts";

export const systemRandomness: Randomness = {
  uuid: () => ConversationId.parse(randomUUID()),
  bytes: (length) => randomBytes(length),
  int: (below) => randomInt(below),
};

/** What the room's state must be, from the first sync to the last: nothing is sent in a room that is otherwise. */
import * as z from "zod/mini";

const Encryption = z.object({ algorithm: z.literal("m.megolm.v1.aes-sha2") });
const HistoryVisibility = z.object({ history_visibility: z.literal("shared") });
const JoinRule = z.object({ join_rule: z.literal("invite") });

const RULES: Readonly<Record<string, z.ZodMiniType>> = {
  "m.room.encryption": Encryption,
  // `shared` is what lets the next officer read what was said before; anything wider lets strangers in.
  "m.room.history_visibility": HistoryVisibility,
  "m.room.join_rules": JoinRule,
};

export const RULED_TYPES: readonly string[] = Object.keys(RULES);

/** `contentOf` answers the content of a state event with an empty state key, `undefined` when there is none. */
export function roomIsSafe(contentOf: (type: string) => unknown): boolean {
  return Object.entries(RULES).every(([type, schema]) => schema.safeParse(contentOf(type)).success);
}

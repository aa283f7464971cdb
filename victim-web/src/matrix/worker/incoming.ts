/** What a decrypted room event means for the page. Text only: no HTML, no remote content, and never more than a screenful or two. */
import * as z from "zod/mini";
import type { EncryptedFile } from "../../conversation/attachment.ts";
import { readFile } from "./media/encryptedFile.ts";

/** In UTF-16 units; more than an officer writes at once. */
const MAX_TEXT = 8_000;

const Message = z.object({
  msgtype: z.string(),
  body: z.string(),
  file: z.optional(z.unknown()),
  "m.relates_to": z.optional(z.object({ rel_type: z.optional(z.string()), event_id: z.optional(z.string()) })),
  "m.new_content": z.optional(z.object({ msgtype: z.string(), body: z.string() })),
});

export type Incoming =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "edit"; readonly of: string; readonly text: string }
  /** An encrypted picture, whatever its sender calls it: what it is, its bytes will say. */
  | { readonly kind: "picture"; readonly file: EncryptedFile }
  /** A file, a place, a poll: the page says that it does not show it. */
  | { readonly kind: "other" }
  /** Not a message. */
  | { readonly kind: "nothing" };

const TEXT_TYPES = new Set(["m.text", "m.notice", "m.emote"]);

export function readIncoming(type: string, content: unknown): Incoming {
  if (type !== "m.room.message") return { kind: "nothing" };
  const message = Message.safeParse(content);
  if (!message.success) return { kind: "nothing" };
  const { msgtype, body, "m.relates_to": relation, "m.new_content": edited } = message.data;
  if (relation?.rel_type === "m.replace" && relation.event_id !== undefined) {
    if (!edited || !TEXT_TYPES.has(edited.msgtype)) return { kind: "nothing" };
    return { kind: "edit", of: relation.event_id, text: cap(edited.body) };
  }
  const picture = msgtype === "m.image" ? readFile(message.data.file) : null;
  if (picture !== null) return { kind: "picture", file: picture };
  return TEXT_TYPES.has(msgtype) ? { kind: "text", text: cap(body) } : { kind: "other" };
}

function cap(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

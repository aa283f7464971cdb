/** Events of a thread of notes, as the client gives them decrypted. What is none is left out. */
import { z } from "zod";
import type { Note } from "./host.ts";

const Said = z.object({ msgtype: z.enum(["m.text", "m.notice"]), body: z.string() });
export const NoteEvent = z.object({
  event_id: z.string(),
  sender: z.string(),
  origin_server_ts: z.number(),
  content: Said,
  unsigned: z.object({ "m.relations": z.object({ "m.replace": z.unknown().optional() }).optional() }).optional(),
});
export type NoteEvent = z.infer<typeof NoteEvent>;

const Edit = z.object({
  sender: z.string(),
  origin_server_ts: z.number(),
  content: z.object({ "m.new_content": Said }),
});

/** @param edited what its author has put in its stead; `null`: nothing */
export function noteOf({ event_id, sender, origin_server_ts, content }: NoteEvent, edited: string | null): Note {
  return { id: event_id, sender, at: origin_server_ts, text: edited ?? content.body };
}

/** Of the edits of one note, the last one; somebody else's is none (client-server API, "Validity of replacement events"). */
export function currentText(edits: readonly unknown[], author: string): string | null {
  const valid = edits.flatMap((one) => Edit.safeParse(one).data ?? []).filter(({ sender }) => sender === author);
  const [last] = valid.sort((a, b) => b.origin_server_ts - a.origin_server_ts);
  return last?.content["m.new_content"].body ?? null;
}

/** What Element writes into a widget's address: its own parameters, and those of our template (`roomWidgets.ts` of the application service). */
import { RoomId, UserId } from "@abri/contract";
import { z } from "zod";

const Parameters = z.object({
  widgetId: z.string().min(1),
  /** Where Element itself stands. */
  parentUrl: z.url(),
  roomId: RoomId,
  userId: UserId,
  lang: z.string().default(""),
});

export interface Address {
  readonly widgetId: string;
  readonly clientOrigin: string;
  readonly roomId: RoomId;
  /** What the client says of who it is: good for asking, never for believing. */
  readonly userId: UserId;
  /** The officer's, as Element says it: `fr`, `en-gb`. */
  readonly language: string;
}

/** `null`: not opened by a Matrix client. */
export function readAddress(search: string): Address | null {
  const parsed = Parameters.safeParse(Object.fromEntries(new URLSearchParams(search)));
  if (!parsed.success) return null;
  const { widgetId, parentUrl, roomId, userId, lang } = parsed.data;
  return { widgetId, clientOrigin: new URL(parentUrl).origin, roomId, userId, language: lang };
}

/** What was said before the person came back: all of it, and what the victim's own part of it is for the page. */
import { INTAKE_EVENT } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { EventTimeline } from "matrix-js-sdk/lib/models/event-timeline.js";
import type { MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import type { Room } from "matrix-js-sdk/lib/models/room.js";
import * as z from "zod/mini";
import type { Recalled } from "../../../conversation/ports.ts";
import { readIncoming } from "../incoming.ts";

/** Requests of a hundred events each; more than anybody reads again. */
const MOST_REQUESTS = 30;

const Position = z.object({
  msgtype: z.literal("m.location"),
  body: z.string().check(z.maxLength(2_000)),
  geo_uri: z.string().check(z.maxLength(200)),
});

/** Fetches what the first sync has left out, and waits until it is decrypted, so that it is shown in the order of the room. */
export async function loadEarlier(client: MatrixClient, room: Room): Promise<void> {
  for (let asked = 0; asked < MOST_REQUESTS && hasMore(room); asked += 1) await client.scrollback(room, 100);
  await Promise.all(
    room
      .getLiveTimeline()
      .getEvents()
      .map((event) => client.decryptEventIfNeeded(event)),
  );
}

function hasMore(room: Room): boolean {
  return room.getLiveTimeline().getPaginationToken(EventTimeline.BACKWARDS) !== null;
}

/** `null`: nothing that the page shows. */
export function readOwn(event: MatrixEvent): Recalled | null {
  const eventId = event.getId() ?? "";
  const content: unknown = event.getOriginalContent();
  if (event.getType() === INTAKE_EVENT) return { kind: "intake" };
  const position = event.getType() === "m.room.message" ? Position.safeParse(content) : null;
  if (position?.success) {
    const { body, geo_uri: geoUri } = position.data;
    return { kind: "message", eventId, text: body, attachment: { kind: "position", geoUri } };
  }
  const read = readIncoming(event.getType(), content);
  switch (read.kind) {
    case "text":
      return { kind: "message", eventId, text: read.text, attachment: null };
    case "edit":
      return { kind: "edit", eventId, of: read.of, text: read.text };
    case "picture":
      return { kind: "message", eventId, text: "", attachment: { kind: "picture", picture: null } };
    case "other":
    case "nothing":
      return null;
  }
}

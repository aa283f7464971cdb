/** What officers say in words in their Permanence, and what the relay answers. */
import type { OfficerClient } from "@abri/officer";
import { officerNamed, permanenceOf } from "./system.ts";
import { until } from "./until.ts";

/** By which officers name a conversation: it stands in the room's name. */
export const numberOf = (officer: OfficerClient, roomId: string): string =>
  /\d{2}-\d{2}/.exec(officer.client.getRoom(roomId)?.name ?? "")?.[0] ?? "";

/** Says it in the Permanence as any client would, and waits for the relay's answer to it. */
export async function order(localpart: string, officer: OfficerClient, line: string): Promise<string> {
  const permanence = permanenceOf(officerNamed(localpart).corps);
  const { event_id: asked } = await officer.client.sendTextMessage(permanence, line);
  let answer = "";
  await until(`an answer to ${line}`, 30_000, () => {
    const events = officer.client.getRoom(permanence)?.getLiveTimeline().getEvents() ?? [];
    const at = events.findIndex((event) => event.getId() === asked);
    const said =
      at === -1
        ? undefined
        : events
            .slice(at + 1)
            .find((event) => event.getType() === "m.room.message" && event.getSender()?.startsWith("@relais:"));
    answer = String(said?.getContent()["body"] ?? "");
    return said !== undefined;
  });
  return answer;
}

/** What the desk says in a Permanence, and how an officer's client signals it. */
import type { OfficerClient } from "@abri/officer";
import { type MatrixEvent, NotificationCountType } from "matrix-js-sdk";

/** The events of this room whose text matches, oldest first, as this officer's client has them. */
export function saidIn(officer: OfficerClient, roomId: string, words: RegExp): MatrixEvent[] {
  const events = officer.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  return events.filter((event) => words.test(String(event.getContent()["body"])));
}

/** How this officer's client signals an event: the account's own push rules, the default ones here. */
export function signalOf(
  officer: OfficerClient,
  event: MatrixEvent | null | undefined,
): { notify: boolean; highlight: boolean; sound: boolean } {
  const actions = event && officer.client.getPushActionsForEvent(event);
  return {
    notify: actions?.notify ?? false,
    highlight: actions?.tweaks.highlight === true,
    sound: actions?.tweaks.sound !== undefined,
  };
}

/** What the officer's homeserver counts as unread in this room, by the same rules. */
export function unreadIn(officer: OfficerClient, roomId: string): { total: number; highlight: number } {
  const room = officer.client.getRoom(roomId);
  return {
    total: room?.getUnreadNotificationCount(NotificationCountType.Total) ?? 0,
    highlight: room?.getUnreadNotificationCount(NotificationCountType.Highlight) ?? 0,
  };
}

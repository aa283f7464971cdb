/**
 * What of a `GET /sync` is asked for, and what of its answer reaches the page: its own room, its device's messages, and the state of its
 * keys. The filter already asks Synapse for no more; the answer is cut again, so that a hostile or a newer Synapse adds nothing.
 */
import type { RoomId } from "@abri/contract";
import { ACCOUNT_DATA_IN_SYNC, accountDataSchema } from "./keptKeysBodies.ts";

/** Asks for the state at the end of the timeline, as the room has it, instead of what a client makes of the events one after another (MSC4222). */
export const USE_STATE_AFTER = "org.matrix.msc4222.use_state_after";
/** A homeserver that cannot say the state after the timeline says the one before it. */
const STATE = ["org.matrix.msc4222.state_after", "state"];

/** Client-server API, "Filtering". Sent in the query, so that Synapse stores no filter for the user. */
export function syncFilter(own: RoomId, returning: boolean): string {
  const nothing = { not_types: ["*"] };
  return JSON.stringify({
    account_data: returning ? { types: ACCOUNT_DATA_IN_SYNC } : nothing,
    presence: nothing,
    room: {
      rooms: [own],
      include_leave: true,
      // Synapse's own maximum: there is no way to page back.
      timeline: { limit: 100, lazy_load_members: false },
      state: { lazy_load_members: false },
      ephemeral: { types: ["m.typing", "m.receipt"] },
      account_data: nothing,
    },
  });
}

type JsonObject = Readonly<Record<string, unknown>>;

/** @param changed whose devices are to be asked for anew. @throws when Synapse's answer is not JSON. */
export function ownPartOfSync(answer: string, own: RoomId, changed: readonly string[], returning: boolean): JsonObject {
  const whole = asObject(JSON.parse(answer));
  const rooms = asObject(whole["rooms"]);
  return {
    next_batch: whole["next_batch"],
    ...(returning
      ? { account_data: { events: asList(asObject(whole["account_data"])["events"]).filter(isKept) } }
      : {}),
    rooms: {
      join: only(rooms["join"], own, ["summary", ...STATE, "timeline", "ephemeral", "unread_notifications"]),
      invite: only(rooms["invite"], own, ["invite_state"]),
      leave: only(rooms["leave"], own, [...STATE, "timeline"]),
    },
    to_device: { events: asList(asObject(whole["to_device"])["events"]).filter(isKeyMessage) },
    device_lists: {
      changed: [...asList(asObject(whole["device_lists"])["changed"]), ...changed],
      left: asList(asObject(whole["device_lists"])["left"]),
    },
    device_one_time_keys_count: whole["device_one_time_keys_count"],
    device_unused_fallback_key_types: whole["device_unused_fallback_key_types"],
  };
}

/** Verification, secrets and key requests are not for this page: it takes encrypted messages, and word that there will be none. */
function isKeyMessage(event: unknown): boolean {
  const type = asObject(event)["type"];
  return type === "m.room.encrypted" || type === "m.room_key.withheld";
}

function isKept(event: unknown): boolean {
  const type = asObject(event)["type"];
  return typeof type === "string" && accountDataSchema(type) !== null;
}

function only(rooms: unknown, own: RoomId, fields: readonly string[]): JsonObject {
  const room = asObject(rooms)[own];
  return room === undefined ? {} : { [own]: pick(room, fields) };
}

function pick(from: unknown, fields: readonly string[]): JsonObject {
  const object = asObject(from);
  return Object.fromEntries(fields.filter((field) => field in object).map((field) => [field, object[field]]));
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What an officer's client knows of rooms, read from matrix-js-sdk's own state: nothing is kept twice. */
import "./silentLogger.ts";
import { IntakeContent, INTAKE_EVENT } from "@abri/contract";
import { Direction, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { z } from "zod";
import { type EncryptedFile, fetchImage, ImageContent } from "./images.ts";

export interface Invitation {
  readonly roomId: string;
  /** User ID of whoever invites: the victim's page, or another officer's Element. */
  readonly inviter: string;
  /** As the room is called, e.g. « Conversation 48-21 ». */
  readonly name: string;
}

export type OfficerMessage =
  | {
      readonly kind: "text";
      readonly eventId: string;
      readonly sender: string;
      readonly sentAt: Date;
      /** As its author has last edited it. */
      readonly text: string;
      /** The event that holds the text now, when it was edited. */
      readonly editedBy: string | null;
    }
  | {
      /** Taken back by its author, or redacted by the desk: what it said is gone. */
      readonly kind: "withdrawn";
      readonly eventId: string;
      readonly sender: string;
      readonly sentAt: Date;
    }
  /** An encrypted image: see `OfficerClient.image`. */
  | {
      readonly kind: "image";
      readonly eventId: string;
      readonly sender: string;
      readonly sentAt: Date;
      /** As the event says: width, height, size, blurhash. */
      readonly info: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: "position";
      readonly eventId: string;
      readonly sender: string;
      readonly sentAt: Date;
      /** For people: coordinates, accuracy, and the address if one was written. */
      readonly text: string;
      /** RFC 5870. */
      readonly geoUri: string;
    }
  | {
      readonly kind: "undecryptable";
      readonly eventId: string;
      readonly sender: string;
      readonly sentAt: Date;
      /** matrix-js-sdk's `DecryptionFailureCode`, e.g. `MEGOLM_KEY_WITHHELD`. */
      readonly reason: string;
    };

/** The Permanences, and the room for private notes: invitations and encryption alone do not make a conversation. */
const OFFICERS_ROOMS = "#permanence-";

function isConversation(room: Room): boolean {
  return room.getCanonicalAlias()?.startsWith(OFFICERS_ROOMS) !== true;
}

export function pendingInvitations(client: MatrixClient): Invitation[] {
  return client.getRooms().flatMap((room) => {
    const member = room.getMember(client.getSafeUserId());
    if (membershipIn(client, room.roomId) !== "invite" || !isConversation(room)) return [];
    return [{ roomId: room.roomId, inviter: member?.events.member?.getSender() ?? "", name: room.name }];
  });
}

const Content = z.discriminatedUnion("msgtype", [
  z.object({ msgtype: z.literal("m.text"), body: z.string() }),
  z.object({ msgtype: z.literal("m.location"), body: z.string(), geo_uri: z.string() }),
  ImageContent.extend({ info: z.record(z.string(), z.unknown()).default({}) }),
]);

/** The officer's own membership, in Matrix's words; `null` in a room of which this client knows nothing. */
export function membershipIn(client: MatrixClient, roomId: string): string | null {
  return client.getRoom(roomId)?.getMyMembership() ?? null;
}

export function joinedConversations(client: MatrixClient): { roomId: string; name: string }[] {
  return client
    .getRooms()
    .filter(
      (room) => membershipIn(client, room.roomId) === "join" && room.hasEncryptionStateEvent() && isConversation(room),
    )
    .map(({ roomId, name }) => ({ roomId, name }));
}

/** Text, images, positions and what could not be decrypted, oldest first; waits for what is being decrypted. */
export async function readMessages(client: MatrixClient, roomId: string): Promise<OfficerMessage[]> {
  return (await timeline(client, roomId)).flatMap(toMessage);
}

/** The victim's intake, or `null` when it has not come or cannot be read. */
export async function readIntake(client: MatrixClient, roomId: string): Promise<IntakeContent | null> {
  const events = (await timeline(client, roomId)).filter((event) => event.getType() === INTAKE_EVENT);
  return IntakeContent.safeParse(events[0]?.getContent()).data ?? null;
}

/** Fetches what was said before this device joined, to the beginning of the room. */
export async function loadHistory(client: MatrixClient, roomId: string): Promise<void> {
  const room = client.getRoom(roomId);
  if (room === null) return;
  while (room.getLiveTimeline().getPaginationToken(Direction.Backward) !== null) await client.scrollback(room, 100);
}

/** The image of an event, decrypted. @throws Error when there is none, or it cannot be had. */
export async function readImage(client: MatrixClient, roomId: string, eventId: string): Promise<Uint8Array> {
  const event = (await timeline(client, roomId)).find((one) => one.getId() === eventId);
  const file: EncryptedFile | undefined = ImageContent.safeParse(event?.getContent()).data?.file;
  if (file === undefined) throw new Error("no such image");
  return fetchImage(client, file);
}

async function timeline(client: MatrixClient, roomId: string): Promise<MatrixEvent[]> {
  const events = client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  for (const event of events) await event.getDecryptionPromise();
  return events;
}

function toMessage(event: MatrixEvent): OfficerMessage[] {
  const eventId = event.getId();
  const sender = event.getSender();
  if (eventId === undefined || sender === undefined || !event.isEncrypted()) return [];
  const common = { eventId, sender, sentAt: event.getDate() ?? new Date(0) };
  if (event.isRedacted()) return [{ kind: "withdrawn", ...common }];
  // An edit is shown in the place of what it changes: matrix-js-sdk puts its content there.
  if (event.isRelation("m.replace")) return [];
  if (event.isDecryptionFailure()) {
    return [{ kind: "undecryptable", ...common, reason: event.decryptionFailureReason ?? "UNKNOWN_ERROR" }];
  }
  const content = event.getType() === "m.room.message" ? Content.safeParse(event.getContent()).data : undefined;
  switch (content?.msgtype) {
    case undefined:
      return [];
    case "m.text":
      return [{ kind: "text", ...common, text: content.body, editedBy: event.replacingEventId() ?? null }];
    case "m.location":
      return [{ kind: "position", ...common, text: content.body, geoUri: content.geo_uri }];
    case "m.image":
      return [{ kind: "image", ...common, info: content.info }];
  }
}

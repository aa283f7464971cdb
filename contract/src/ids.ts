/** Branded identifiers: a string that was checked at the edge cannot be mistaken for another one. */
import { z } from "zod";

/** `@localpart:server`, as in the Matrix specification, appendix "User identifiers". */
export const UserId = z
  .string()
  .max(255)
  .regex(/^@[^:\s]+:[^\s]+$/)
  .brand<"UserId">();
export type UserId = z.infer<typeof UserId>;

/** `!opaque` (room version 12) or `!opaque:server`. */
export const RoomId = z
  .string()
  .max(255)
  .regex(/^![^\s/]+$/)
  .brand<"RoomId">();
export type RoomId = z.infer<typeof RoomId>;

/** `$opaque`. */
export const EventId = z.string().max(255).startsWith("$").brand<"EventId">();
export type EventId = z.infer<typeof EventId>;

/** A device's identifier, chosen by the homeserver. */
export const DeviceId = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_-]+$/)
  .brand<"DeviceId">();
export type DeviceId = z.infer<typeof DeviceId>;

/** One contact of one victim: a UUID, never shown to anybody. */
export const ConversationId = z.uuid().brand<"ConversationId">();
export type ConversationId = z.infer<typeof ConversationId>;

/** What the victim's browser holds: 32 random-looking bytes in unpadded base64url, valid for one conversation until it closes. */
export const SessionToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand<"SessionToken">();
export type SessionToken = z.infer<typeof SessionToken>;

/** 32 random bytes made by the victim's browser, unpadded base64url: the same key always starts the same conversation. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand<"IdempotencyKey">();
export type IdempotencyKey = z.infer<typeof IdempotencyKey>;

/**
 * What the bodies of the allowed Matrix requests may hold. Strict: an unknown field is refused, except inside signed key objects,
 * whose signatures cover every field. Ciphertext is opaque, so everything beside it is what a hostile page could leak or smuggle by.
 */
import { DeviceId, EventId, UserId } from "@abri/contract";
import { z } from "zod";

const Base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/);
const Signatures = z.record(UserId, z.record(z.string().max(255), Base64.max(200)));
const MessageId = z.string().max(64).optional();

/** js-sdk follows a to-device message through its logs by this; no server looks at it. */
const TRACE = { "org.matrix.msgid": MessageId };

/** Another homeserver's device: its name is that server's choice. Never `*`, which would reach devices that the page has not checked. */
const NamedDevice = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => id !== "*");

/** Client-server API, "POST /keys/upload". */
const SignedKey = z.looseObject({ key: Base64.max(100), signatures: Signatures });
const SomeKeys = z.record(z.string().max(100), z.union([Base64.max(100), SignedKey]));
export const KeysUpload = z.strictObject({
  device_keys: z
    .looseObject({
      user_id: UserId,
      device_id: DeviceId,
      algorithms: z.array(z.string().max(100)).max(10),
      keys: z.record(z.string().max(255), Base64.max(100)),
      signatures: Signatures,
    })
    .optional(),
  one_time_keys: SomeKeys.optional(),
  fallback_keys: SomeKeys.optional(),
  "org.matrix.msc2732.fallback_keys": SomeKeys.optional(),
});

/** "POST /keys/device_signing/upload", without `auth`: what would need a password is not for this page. */
const CrossSigningKey = z.looseObject({
  user_id: UserId,
  usage: z.array(z.string().max(50)).max(3),
  keys: z.record(z.string().max(255), Base64.max(100)),
  signatures: Signatures.optional(),
});
export const SigningKeysUpload = z.object({
  master_key: CrossSigningKey,
  self_signing_key: CrossSigningKey,
  user_signing_key: CrossSigningKey,
});

/** "POST /keys/signatures/upload": user ID → device ID or public key → the signed object. */
export const SignaturesUpload = z.record(
  UserId,
  z.record(z.string().max(255), z.looseObject({ signatures: Signatures })),
);

/** "POST /keys/query". */
export const KeysQuery = z.strictObject({
  device_keys: z.record(UserId, z.array(NamedDevice).max(100)),
  timeout: z.int().nonnegative().optional(),
  token: z.string().max(400).optional(),
});

/** "POST /keys/claim". */
export const KeysClaim = z.strictObject({
  one_time_keys: z.record(UserId, z.record(NamedDevice, z.literal("signed_curve25519"))),
  timeout: z.int().nonnegative().optional(),
});

function toDevice<T extends z.ZodType>(content: T) {
  return z.strictObject({ messages: z.record(UserId, z.record(NamedDevice, content)) });
}

/** "m.room.encrypted", to one device: Olm. */
export const ToDeviceEncrypted = toDevice(
  z.strictObject({
    algorithm: z.literal("m.olm.v1.curve25519-aes-sha2"),
    ciphertext: z.record(
      Base64.max(100),
      z.strictObject({ type: z.union([z.literal(0), z.literal(1)]), body: Base64 }),
    ),
    sender_key: Base64.max(100),
    ...TRACE,
  }),
);

/** "m.room_key.withheld": how the page tells a device that is not attested that it gets nothing. Clear text, so no free words. */
export const ToDeviceWithheld = toDevice(
  z.strictObject({
    algorithm: z.literal("m.megolm.v1.aes-sha2"),
    code: z.enum([
      "m.blacklisted",
      "m.unverified",
      "m.unauthorised",
      "m.unavailable",
      "m.no_olm",
      "m.history_not_shared",
      "io.element.msc4268.history_not_shared",
    ]),
    reason: z.string().max(200).optional(),
    room_id: z.string().max(255).optional(),
    session_id: Base64.max(100).optional(),
    sender_key: Base64.max(100).optional(),
    from_device: DeviceId.optional(),
    ...TRACE,
  }),
);

/** "m.room.encrypted", in the room: Megolm. What it relates to is in clear, as Matrix has it, so it holds nothing but references. */
export const RoomEncrypted = z.strictObject({
  algorithm: z.literal("m.megolm.v1.aes-sha2"),
  ciphertext: Base64.min(1),
  session_id: Base64.max(100),
  sender_key: Base64.max(100).optional(),
  device_id: DeviceId.optional(),
  "m.relates_to": z
    .strictObject({
      rel_type: z.enum(["m.replace", "m.reference", "m.thread"]).optional(),
      event_id: EventId.optional(),
      is_falling_back: z.boolean().optional(),
      "m.in_reply_to": z.strictObject({ event_id: EventId }).optional(),
    })
    .optional(),
});

export const Typing = z.strictObject({ typing: z.boolean(), timeout: z.int().min(0).max(30_000).optional() });
export const Receipt = z.strictObject({ thread_id: z.union([z.literal("main"), EventId]).optional() });
export const Invite = z.strictObject({ user_id: UserId });
export const Nothing = z.strictObject({});

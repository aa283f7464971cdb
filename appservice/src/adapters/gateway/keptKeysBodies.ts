/** What the bodies about kept keys may hold. Strict, like `matrixBodies.ts`: beside ciphertext there is no room for words. */
import { HISTORY_SECRET, type RoomId, UserId } from "@abri/contract";
import { z } from "zod";

const Base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/);
const Signatures = z.record(UserId, z.record(z.string().max(255), Base64.max(200)));
const KEY_ID = /^[A-Za-z0-9]{32}$/;

/** Client-server API, "Secret storage": `m.secret_storage.v1.aes-hmac-sha2`, without a name and without a passphrase's parameters. */
const KeyDescription = z.strictObject({
  algorithm: z.literal("m.secret_storage.v1.aes-hmac-sha2"),
  iv: Base64.max(44),
  mac: Base64.max(64),
});
const DefaultKey = z.strictObject({ key: z.string().regex(KEY_ID) });
const secret = (maxCharacters: number) =>
  z.strictObject({
    encrypted: z
      .record(
        z.string().regex(KEY_ID),
        z.strictObject({ iv: Base64.max(44), ciphertext: Base64.max(maxCharacters), mac: Base64.max(64) }),
      )
      .refine((byKey) => Object.keys(byKey).length === 1),
  });

const SECRETS: Readonly<Record<string, z.ZodType<object>>> = {
  "m.secret_storage.default_key": DefaultKey,
  "m.cross_signing.master": secret(200),
  "m.cross_signing.self_signing": secret(200),
  "m.cross_signing.user_signing": secret(200),
  "m.megolm_backup.v1": secret(200),
  // Which sessions were verified, and as whose: some hundred bytes each.
  [HISTORY_SECRET]: secret(48 * 1024),
};
const KEY_TYPE = /^m\.secret_storage\.key\.([A-Za-z0-9]{32})$/;

/** `null`: not a type that a page may keep. */
export function accountDataSchema(type: string): z.ZodType<object> | null {
  if (KEY_TYPE.test(type)) return KeyDescription;
  return Object.hasOwn(SECRETS, type) ? (SECRETS[type] ?? null) : null;
}

/** The same as names in a sync filter, where `*` stands for any characters. */
export const ACCOUNT_DATA_IN_SYNC: readonly string[] = [...Object.keys(SECRETS), "m.secret_storage.key.*"];

/** "POST /room_keys/version": `m.megolm_backup.v1.curve25519-aes-sha2`. */
export const BackupVersion = z.strictObject({
  algorithm: z.literal("m.megolm_backup.v1.curve25519-aes-sha2"),
  auth_data: z.strictObject({ public_key: Base64.max(64), signatures: Signatures }),
});

/** "PUT /room_keys/keys", for this room alone. */
const BackedUpSession = z.strictObject({
  first_message_index: z.int().nonnegative(),
  forwarded_count: z.int().nonnegative(),
  is_verified: z.boolean(),
  session_data: z.strictObject({ ephemeral: Base64.max(64), ciphertext: Base64.max(4_096), mac: Base64.max(64) }),
});
export function backedUpKeys(own: RoomId) {
  const sessions = z.strictObject({ sessions: z.record(Base64.max(64), BackedUpSession) });
  return z.strictObject({ rooms: z.strictObject({ [own]: sessions }).partial() });
}

/** Brings room keys back from the key backup: those that the history names, and of these only what is what its name says. */
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import type { CryptoApi, KeyBackupInfo, KeyBackupSession } from "matrix-js-sdk/lib/crypto-api/index.js";
import * as z from "zod/mini";
import type { History } from "./history.ts";
import { internalsOf } from "./internals.ts";
import { isNamedRightly } from "./sessionKey.ts";

const Version = z.looseObject({ algorithm: z.string(), version: z.string() });
const Backup = z.object({
  rooms: z.record(z.string(), z.object({ sessions: z.record(z.string(), z.looseObject({})) })),
});

/**
 * Not by the SDK's `restoreKeyBackup`: it takes what the server gives, and answers from what it has heard of the server earlier.
 * @throws when there is no backup, or another one than the phrase's owner has made.
 */
export async function restoreKeys(
  client: MatrixClient,
  crypto: CryptoApi,
  roomId: string,
  history: History,
): Promise<void> {
  const { getBackupDecryptor, importBackedUpRoomKeys } = bound(internalsOf(crypto));
  const secret = await client.secretStorage.get("m.megolm_backup.v1");
  if (secret === undefined) throw new Error("no key of a backup");
  const backupKey = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  const info = Version.parse(await ask(client, "/room_keys/version"));
  // Checks that this is the backup of that key.
  const decryptor = await getBackupDecryptor(info as unknown as KeyBackupInfo, backupKey);
  try {
    const { rooms } = Backup.parse(await ask(client, "/room_keys/keys", { version: info.version }));
    const sessions = Object.entries(rooms[roomId]?.sessions ?? {}).filter(([sessionId]) => history.names(sessionId));
    const decrypted = await decryptor.decryptSessions(
      Object.fromEntries(sessions) as unknown as Record<string, KeyBackupSession>,
    );
    const keys = decrypted
      .filter(({ session_id, session_key }) => isNamedRightly(session_id, session_key))
      .map((key) => ({ ...key, room_id: roomId }));
    await importBackedUpRoomKeys(keys, info.version);
    history.restore(keys.map(({ session_id }) => session_id));
  } finally {
    decryptor.free();
  }
  // New keys go into the same backup.
  await crypto.storeSessionBackupPrivateKey(backupKey, info.version);
  await crypto.checkKeyBackupAndEnable();
}

type Backend = ReturnType<typeof internalsOf>;

function bound(backend: Backend): Pick<Backend, "getBackupDecryptor" | "importBackedUpRoomKeys"> {
  return {
    getBackupDecryptor: (...args) => backend.getBackupDecryptor(...args),
    importBackedUpRoomKeys: (...args) => backend.importBackedUpRoomKeys(...args),
  };
}

function ask(client: MatrixClient, path: string, query?: Record<string, string>): Promise<unknown> {
  return client.http.authedRequest(Method.Get, path, query, undefined, { prefix: ClientPrefix.V3 });
}

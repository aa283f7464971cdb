/**
 * A homeserver may put into the key backup what it likes: the backup's public key is public. With the SDK's own cryptography on both sides, only
 * what was verified, and is what its name says, comes back.
 */
import { BackupDecryptionKey, DeviceId, EncryptionSettings, initAsync } from "@matrix-org/matrix-sdk-crypto-wasm";
import { OlmMachine, RoomId, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { RustBackupDecryptor } from "matrix-js-sdk/lib/rust-crypto/backup.js";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SILENT_LOGGER } from "../silence.ts";
import { History } from "./history.ts";
import { restoreKeys } from "./restoreKeys.ts";
import { isNamedRightly } from "./sessionKey.ts";

const ROOM = "!room";
const VICTIM = "@victim-1:victims";
const OFFICER = "@amina:police";

interface Exported {
  readonly session_id: string;
  readonly session_key: string;
}
interface Made {
  readonly exported: Exported;
  /** As it lies in the backup. */
  readonly backedUp: unknown;
}

let backup: BackupDecryptionKey;
let victims: Made;
let officers: Made;
let strangers: Made;

/** A Megolm session of somebody's own machine, exported, and encrypted to the victim's backup. */
async function session(userId: string): Promise<Made> {
  const machine = await OlmMachine.initialize(new UserId(userId), new DeviceId("DEVICE"));
  await machine.shareRoomKey(new RoomId(ROOM), [], new EncryptionSettings());
  const [exported] = JSON.parse(await machine.exportRoomKeys(() => true)) as [Exported];
  await machine.enableBackupV1(backup.megolmV1PublicKey.publicKeyBase64, "1");
  const request = await machine.backupRoomKeys();
  const { rooms } = JSON.parse(request?.body ?? "") as { rooms: Record<string, { sessions: Record<string, unknown> }> };
  return { exported, backedUp: rooms[ROOM]?.sessions[exported.session_id] };
}

beforeAll(async () => {
  await initAsync();
  backup = BackupDecryptionKey.createRandomKey();
  [victims, officers, strangers] = [await session(VICTIM), await session(OFFICER), await session(OFFICER)];
});

/** The server's answers, and what the machine is given of them. */
function setUp(sessions: Readonly<Record<string, unknown>>, publicKey = backup.megolmV1PublicKey.publicKeyBase64) {
  const imported: string[] = [];
  const info = {
    algorithm: "m.megolm_backup.v1.curve25519-aes-sha2",
    version: "1",
    auth_data: { public_key: publicKey },
  };
  const client = {
    secretStorage: { get: () => Promise.resolve(backup.toBase64()) },
    http: {
      authedRequest: (_method: string, path: string) =>
        Promise.resolve(path === "/room_keys/version" ? info : { rooms: { [ROOM]: { sessions } } }),
    },
  } as unknown as MatrixClient;
  const crypto = {
    getBackupDecryptor: ({ auth_data: { public_key: key } }: typeof info) =>
      key === backup.megolmV1PublicKey.publicKeyBase64
        ? Promise.resolve(new RustBackupDecryptor(SILENT_LOGGER, BackupDecryptionKey.fromBase64(backup.toBase64())))
        : Promise.reject(new Error("another backup")),
    importBackedUpRoomKeys: (keys: Exported[]) => {
      imported.push(...keys.map(({ session_id }) => session_id));
      return Promise.resolve();
    },
    storeSessionBackupPrivateKey: () => Promise.resolve(),
    checkKeyBackupAndEnable: () => Promise.resolve(null),
  } as unknown as CryptoApi;
  const history = new History();
  history.note(victims.exported.session_id, VICTIM);
  history.note(officers.exported.session_id, OFFICER);
  return { client, crypto, history, imported };
}

describe("what comes back out of a key backup", () => {
  let lying: Record<string, unknown>;
  beforeEach(() => {
    lying = {
      [victims.exported.session_id]: victims.backedUp,
      [strangers.exported.session_id]: strangers.backedUp,
      // Under the name of the officer's: whatever the stranger says in it would be the officer's word.
      [officers.exported.session_id]: strangers.backedUp,
    };
  });

  it("is what was verified; not a session that was not, nor another one under a verified one's name", async () => {
    const { client, crypto, history, imported } = setUp(lying);
    await restoreKeys(client, crypto, ROOM, history);
    expect(imported).toEqual([victims.exported.session_id]);
    const vouched = ([made, sender]: [Made, string]) => history.vouchesFor(made.exported.session_id, sender);
    const all: [Made, string][] = [
      [victims, VICTIM],
      [victims, OFFICER],
      [officers, OFFICER],
      [strangers, OFFICER],
    ];
    expect(all.map(vouched)).toEqual([true, false, false, false]);
  });

  it("is all of it when the server is honest", async () => {
    const { client, crypto, history, imported } = setUp({
      [victims.exported.session_id]: victims.backedUp,
      [officers.exported.session_id]: officers.backedUp,
    });
    await restoreKeys(client, crypto, ROOM, history);
    expect(imported).toHaveLength(2);
    expect(history.vouchesFor(officers.exported.session_id, OFFICER)).toBe(true);
  });

  it("is nothing of another backup", async () => {
    const { client, crypto, history } = setUp(
      lying,
      BackupDecryptionKey.createRandomKey().megolmV1PublicKey.publicKeyBase64,
    );
    await expect(restoreKeys(client, crypto, ROOM, history)).rejects.toThrow("another backup");
  });

  it("the control: a key under another name can be told from one under its own, which is also how the SDK files it", async () => {
    const machine = await OlmMachine.initialize(new UserId(VICTIM), new DeviceId("NEW"));
    const renamed = { ...strangers.exported, session_id: officers.exported.session_id };
    await machine.importExportedRoomKeys(JSON.stringify([renamed]), () => undefined);
    const [taken] = JSON.parse(await machine.exportRoomKeys(() => true)) as [Exported];
    expect(taken.session_id).toBe(strangers.exported.session_id);
    const named = [officers, strangers].map(({ exported }) => isNamedRightly(exported.session_id, taken.session_key));
    expect([...named, isNamedRightly("x", "é")]).toEqual([false, true, false]);
  });
});

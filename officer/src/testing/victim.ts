/** For tests: a client with exactly the encryption settings of the victim's page, as an ordinary user of a homeserver. */
import type { MatrixClient } from "matrix-js-sdk";
import { ClientEvent, createClient, EventType, MemoryStore, Preset, SyncState } from "matrix-js-sdk";
import { AllDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { cryptoOf } from "../device.ts";
import { logIn, logOut } from "../matrixApi.ts";
import { replaceIdentity } from "../prepareOfficer.ts";
import { waitUntil } from "../waiting.ts";
import { silenceGlobalLogger, silentLogger } from "../silentLogger.ts";

export interface TestVictim {
  readonly client: MatrixClient;
  /** An encrypted room with the history visibility of a conversation; nobody is invited. */
  createRoom(): Promise<string>;
  send(roomId: string, text: string): Promise<string>;
  /** Gives the history's keys (MSC4268) and invites; resolves when this client knows of the invitation, and so encrypts for it. */
  invite(roomId: string, userId: string): Promise<void>;
  /** Whether the page would take this user as an attested officer. Only of a user who has been invited: of others it knows nothing. */
  trusts(userId: string): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws MatrixApiError */
export async function openTestVictim(
  homeserver: string,
  userId: string,
  password: string,
  caCertificatesPem: string,
): Promise<TestVictim> {
  silenceGlobalLogger();
  const session = await logIn(homeserver, userId, password, "victim");
  const client = createClient({
    baseUrl: homeserver,
    userId: session.userId,
    deviceId: session.deviceId,
    accessToken: session.accessToken,
    store: new MemoryStore(),
    logger: silentLogger,
    disableVoip: true,
  });
  await client.initRustCrypto({ useIndexedDB: false, caCertsPem: caCertificatesPem });
  const crypto = cryptoOf(client);
  crypto.setDeviceIsolationMode(new AllDevicesIsolationMode(true));
  crypto.globalBlacklistUnverifiedDevices = true;
  const onSync = (changed: () => void) => {
    client.on(ClientEvent.Sync, changed);
    return () => client.off(ClientEvent.Sync, changed);
  };
  const untilSynced = (reached: () => Promise<boolean>) =>
    waitUntil(onSync, async () => ((await reached()) ? true : null), "a sync", 30_000);
  const prepared = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === SyncState.Prepared) resolve();
    });
  });
  await client.startClient({ initialSyncLimit: 20 });
  await prepared;
  await replaceIdentity(client, password);
  return {
    client,
    async createRoom() {
      const { room_id } = await client.createRoom({
        preset: Preset.PrivateChat,
        initial_state: [
          { type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
          { type: EventType.RoomHistoryVisibility, state_key: "", content: { history_visibility: "shared" } },
        ],
      });
      // Before the sync has told of the encryption, matrix-js-sdk would send in clear.
      await untilSynced(() => crypto.isEncryptionEnabledInRoom(room_id));
      return room_id;
    },
    async invite(roomId, userId) {
      await client.invite(roomId, userId);
      await untilSynced(() => Promise.resolve(client.getRoom(roomId)?.getMember(userId)?.membership === "invite"));
    },
    async send(roomId, text) {
      return (await client.sendTextMessage(roomId, text)).event_id;
    },
    async trusts(userId) {
      return (await crypto.getUserVerificationStatus(userId)).isCrossSigningVerified();
    },
    async close() {
      client.stopClient();
      await logOut(session).catch(() => undefined);
    },
  };
}

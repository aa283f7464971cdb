/** For tests: a client with exactly the encryption settings of the victim's page, as an ordinary user of a homeserver. */
import { silentLogger } from "../silentLogger.ts";
import type { MatrixClient } from "matrix-js-sdk";
import {
  ClientEvent,
  createClient,
  EventType,
  MatrixEventEvent,
  MemoryStore,
  Preset,
  RoomEvent,
  SyncState,
} from "matrix-js-sdk";
import { AllDevicesIsolationMode, CryptoEvent, EventShieldColour } from "matrix-js-sdk/lib/crypto-api/index.js";
import { cryptoOf } from "../device.ts";
import { sendImage } from "../images.ts";
import { logIn, logOut } from "../matrixApi.ts";
import { replaceIdentity } from "../prepareOfficer.ts";
import { waitUntil } from "../waiting.ts";

export interface TestVictim {
  readonly client: MatrixClient;
  /** An encrypted room with the history visibility of a conversation; nobody is invited. */
  createRoom(): Promise<string>;
  send(roomId: string, text: string): Promise<string>;
  sendImage(roomId: string, bytes: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Gives the history's keys (MSC4268) and invites; resolves when this client knows of the invitation, and so encrypts for it. */
  invite(roomId: string, userId: string): Promise<void>;
  /** Whether the page would take this user as an attested officer. Only of a user who has been invited: of others it knows nothing. */
  trusts(userId: string): Promise<boolean>;
  /** A message once it is here, with how its sender is to be shown ("none": verified). */
  read(roomId: string, eventId: string): Promise<{ text: unknown; shield: "none" | "grey" | "red" }>;
  /** Resolves when somebody has said exactly this, readable here. */
  untilSaid(roomId: string, text: string): Promise<void>;
  /** Resolves when `trusts` answers this; a changed identity arrives by sync. */
  untilTrusts(userId: string, expected: boolean): Promise<void>;
  close(): Promise<void>;
}

/** @throws MatrixApiError */
export async function openTestVictim(
  homeserver: string,
  userId: string,
  password: string,
  caCertificatesPem: string,
): Promise<TestVictim> {
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
  const trusts = async (userId: string) => (await crypto.getUserVerificationStatus(userId)).isCrossSigningVerified();
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
    sendImage: (roomId, bytes) => sendImage(client, roomId, bytes, "image/jpeg"),
    async read(roomId, eventId) {
      const find = () => client.getRoom(roomId)?.findEventById(eventId) ?? null;
      const event = await waitUntil(onSync, () => Promise.resolve(find()), "a message", 30_000);
      await event.getDecryptionPromise();
      const info = await crypto.getEncryptionInfoForEvent(event);
      const shields = {
        [EventShieldColour.NONE]: "none",
        [EventShieldColour.GREY]: "grey",
        [EventShieldColour.RED]: "red",
      };
      const shield = (info === null ? "red" : shields[info.shieldColour]) as "none" | "grey" | "red";
      return { text: event.getContent()["body"] as unknown, shield };
    },
    async untilSaid(roomId, text) {
      const said = () =>
        client
          .getRoom(roomId)
          ?.getLiveTimeline()
          .getEvents()
          .map((event) => event.getContent()["body"] as unknown);
      const onMessage = (changed: () => void) => {
        client.on(RoomEvent.Timeline, changed);
        client.on(MatrixEventEvent.Decrypted, changed);
        return () => {
          client.off(RoomEvent.Timeline, changed);
          client.off(MatrixEventEvent.Decrypted, changed);
        };
      };
      await waitUntil(
        onMessage,
        () => Promise.resolve(said()?.includes(text) === true ? true : null),
        "a message",
        30_000,
      );
    },
    trusts,
    async untilTrusts(userId, expected) {
      const onTrust = (changed: () => void) => {
        client.on(CryptoEvent.UserTrustStatusChanged, changed);
        client.on(CryptoEvent.DevicesUpdated, changed);
        return () => {
          client.off(CryptoEvent.UserTrustStatusChanged, changed);
          client.off(CryptoEvent.DevicesUpdated, changed);
        };
      };
      const reached = async () => ((await trusts(userId)) === expected ? true : null);
      await waitUntil(onTrust, reached, `trust to be ${String(expected)}`, 30_000);
    },
    async close() {
      client.stopClient();
      await logOut(session).catch(() => undefined);
    },
  };
}

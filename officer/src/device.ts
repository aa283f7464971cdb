/** One logged-in device as a matrix-js-sdk client whose keys live in memory only; whoever opens one closes it. */
import { silentLogger } from "./silentLogger.ts";
import type { MatrixClient } from "matrix-js-sdk";
import { ClientEvent, createClient, MemoryStore, SyncState } from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import type { IdentitySigner } from "./attestation/identitySigner.ts";
import { logIn, logOut, type Session } from "./matrixApi.ts";

export interface DeviceOptions {
  /** Base address of the officer's own homeserver. */
  readonly homeserver: string;
  readonly userId: string;
  readonly password: string;
  readonly deviceName: string;
  /** PEM: whom this device takes as verified without being told. */
  readonly caCertificatesPem?: string | undefined;
  /** Attests the identity that this device will make. Needs `caCertificatesPem`. */
  readonly identitySigner?: IdentitySigner | undefined;
}

/** The key that opens the user's secret storage; `null` while none is known. */
export interface SecretStorageKey {
  value: Uint8Array<ArrayBuffer> | null;
}

export interface Device {
  readonly client: MatrixClient;
  readonly session: Session;
  /** Logs the device out and stops; calling it twice, or on a homeserver that is gone, does no harm. */
  close(): Promise<void>;
}

/** How long a first sync may take before something is wrong. */
const FIRST_SYNC_MS = 60_000;

/**
 * Logs in a new device, uploads its keys and waits for its first sync. The device is signed by nobody yet.
 * @throws MatrixApiError when the homeserver refuses the password or does not answer.
 */
export async function openDevice(options: DeviceOptions, secretStorageKey: SecretStorageKey): Promise<Device> {
  const { homeserver, userId, password, deviceName, caCertificatesPem, identitySigner } = options;
  const session = await logIn(homeserver, userId, password, deviceName);
  const client = createClient({
    baseUrl: homeserver,
    userId: session.userId,
    deviceId: session.deviceId,
    accessToken: session.accessToken,
    store: new MemoryStore(),
    logger: silentLogger,
    disableVoip: true,
    cryptoCallbacks: {
      getSecretStorageKey({ keys }) {
        const keyId = Object.keys(keys)[0];
        return Promise.resolve(
          keyId === undefined || secretStorageKey.value === null ? null : [keyId, secretStorageKey.value],
        );
      },
    },
  });
  const close = async () => {
    client.stopClient();
    await logOut(session).catch(() => undefined);
  };
  try {
    await client.initRustCrypto({
      useIndexedDB: false,
      ...(caCertificatesPem === undefined ? {} : { caCertsPem: caCertificatesPem }),
      ...identitySigner,
    });
    // A homeserver that adds a device to somebody is neither answered nor believed.
    client.getCrypto()?.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
    const synced = firstSync(client);
    await client.startClient({ initialSyncLimit: 100 });
    await synced;
  } catch (error) {
    await close();
    throw error;
  }
  return { client, session, close };
}

/**
 * Signs this device with the user's own identity, taken from secret storage.
 * @param recoveryKey as Element shows it (`EsT…`).
 * @throws Error when the key is not the one that opens the secret storage.
 */
export async function verifyDevice(
  client: MatrixClient,
  secretStorageKey: SecretStorageKey,
  recoveryKey: string,
): Promise<void> {
  const crypto = cryptoOf(client);
  secretStorageKey.value = decodeRecoveryKey(recoveryKey);
  // Fetches the public keys: importing the private ones fails without them, and silently.
  if (!(await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true))) {
    throw new Error("this user has no cross-signing keys");
  }
  await crypto.bootstrapCrossSigning({});
}

export function cryptoOf(client: MatrixClient) {
  const crypto = client.getCrypto();
  if (crypto === undefined) throw new Error("encryption has not been started");
  return crypto;
}

function firstSync(client: MatrixClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer);
      client.off(ClientEvent.Sync, onSync);
      then();
    };
    const onSync = (state: SyncState) => {
      if (state === SyncState.Prepared) settle(resolve);
    };
    const timer = setTimeout(
      () => settle(() => reject(new Error("the homeserver did not answer the first sync"))),
      FIRST_SYNC_MS,
    );
    client.on(ClientEvent.Sync, onSync);
  });
}

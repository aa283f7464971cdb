/**
 * What is kept in Matrix so that the victim can come back with a phrase (ADR 0012): the identity and the backup's key in secret storage,
 * the room keys in the key backup, and which of them were verified. One exists per room; it does nothing until it is asked for.
 *
 *     idle ─▶ kept      `keep`, with the key of a new phrase; again with another one's
 *       └───▶ kept      `restore`, with the key of the phrase that was given
 */
import { HISTORY_SECRET } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import type { CryptoApi, CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";
import { RustBackupManager } from "matrix-js-sdk/lib/rust-crypto/backup.js";
import type { PageSigns } from "../pageSigns.ts";
import type { History } from "./history.ts";
import { internalsOf } from "./internals.ts";
import { restoreKeys } from "./restoreKeys.ts";

/** How long until it is looked again whether all keys have arrived in the backup. */
const LOOK_AGAIN_MS = 300;

export interface KeptKeysParts {
  readonly history: History;
  /** From now on account data and key backup are the server's. */
  readonly openDoor: () => void;
  readonly pause: PageSigns["pause"];
}

export class KeptKeys {
  private readonly parts: KeptKeysParts;
  private key: Uint8Array<ArrayBuffer> | null = null;
  private saving = false;
  private saveAgain = false;

  constructor(parts: KeptKeysParts) {
    this.parts = parts;
    // The SDK waits up to ten seconds, so that a user's many devices do not all write at once: here is one, and it may be gone by then.
    (RustBackupManager as { maxBackupLoopStartDelayMillis: number }).maxBackupLoopStartDelayMillis = 0;
  }

  /** For matrix-js-sdk, which asks for the key whenever it opens the secret storage. */
  readonly callbacks: CryptoCallbacks = {
    getSecretStorageKey: ({ keys }) => {
      const [keyId] = Object.keys(keys);
      return Promise.resolve(keyId === undefined || this.key === null ? null : [keyId, this.key]);
    },
  };

  /** Resolves when everything that coming back needs has arrived. @throws when the server refuses it. */
  async keep(client: MatrixClient, crypto: CryptoApi, key: Uint8Array<ArrayBuffer>): Promise<void> {
    this.key = key;
    this.parts.openDoor();
    await crypto.bootstrapSecretStorage({
      createSecretStorageKey: () => Promise.resolve({ privateKey: key }),
      setupNewSecretStorage: true,
      setupNewKeyBackup: true,
    });
    await this.untilBackedUp(crypto);
    await this.save(client);
    this.follow(client);
  }

  /** Brings the room's keys back. @throws when what was kept is not there, or not what the phrase's owner has put there. */
  async restore(client: MatrixClient, crypto: CryptoApi, roomId: string, key: Uint8Array<ArrayBuffer>): Promise<void> {
    this.key = key;
    this.parts.openDoor();
    const kept = await client.secretStorage.get(HISTORY_SECRET);
    if (kept === undefined) throw new Error("nothing is kept");
    this.parts.history.take(kept);
    await restoreKeys(client, crypto, roomId, this.parts.history);
    this.follow(client);
  }

  /** Takes the victim's identity over, and signs this device with it. After the first sync, by which the device's keys are on the server. */
  async takeIdentity(client: MatrixClient, crypto: CryptoApi): Promise<void> {
    await internalsOf(crypto).outgoingRequestsManager.doProcessOutgoingRequests();
    // Fetches the public keys: importing the private ones fails without them.
    if (!(await crypto.userHasCrossSigningKeys(client.getSafeUserId(), true))) throw new Error("no identity");
    await crypto.bootstrapCrossSigning({
      // Never a new identity in the place of the one that officers know.
      authUploadDeviceSigningKeys: () => Promise.reject(new Error("another identity")),
    });
  }

  private follow(client: MatrixClient): void {
    // What could not be saved is saved with the next change.
    this.parts.history.whenChanged(() => void this.save(client).catch(() => undefined));
  }

  /** One after another; what changes meanwhile is saved once more. */
  private async save(client: MatrixClient): Promise<void> {
    this.saveAgain = true;
    if (this.saving) return;
    this.saving = true;
    try {
      while (this.saveAgain) {
        this.saveAgain = false;
        await client.secretStorage.store(HISTORY_SECRET, this.parts.history.toJson());
      }
    } finally {
      this.saving = false;
    }
  }

  private async untilBackedUp(crypto: CryptoApi): Promise<void> {
    const { olmMachine, backupManager } = internalsOf(crypto);
    for (;;) {
      const { total, backedUp } = await olmMachine.roomKeyCounts();
      if (backedUp >= total) return;
      void backupManager.maybeUploadKey();
      await this.parts.pause(LOOK_AGAIN_MS);
    }
  }
}

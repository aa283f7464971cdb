/** Makes the cross-signing keys of a demonstration officer, as their first Element would, and attests them. */
import { UserId } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk";
import { type Credential, issueOfficerCertificate, readAttestation } from "./attestation/index.ts";
import { identitySigner } from "./attestation/identitySigner.ts";
import { cryptoOf, openDevice, type SecretStorageKey } from "./device.ts";
import { endOtherDevicesNamed, fetchMasterKey, hidePicturesUntilAsked, passwordAuth } from "./matrixApi.ts";

export interface PrepareOptions {
  readonly homeserver: string;
  readonly userId: string;
  readonly password: string;
  readonly caCertificatePem: string;
  /** The organisation's CA with its key: issues the officer's certificate. */
  readonly issuer: Credential;
}

const DEVICE_NAME = "Abri preparation";

/**
 * Gives the officer a **new** identity, secret storage with a recovery key, and an attestation; leaves no device behind.
 *
 * A run that was interrupted may be repeated: the identity it left half-made is replaced, and its device ended. So it must not be
 * called again for an officer whose recovery key is known: their verified devices would have to be verified anew.
 *
 * @returns the recovery key, as Element asks for it.
 * @throws MatrixApiError, PemError
 */
export async function prepareOfficer(options: PrepareOptions): Promise<{ recoveryKey: string }> {
  const { homeserver, password, caCertificatePem, issuer } = options;
  const userId = UserId.parse(options.userId);
  const secretStorageKey: SecretStorageKey = { value: null };
  const now = new Date();
  const signer = await identitySigner(await issueOfficerCertificate(issuer, userId, now));
  const device = await openDevice(
    {
      homeserver,
      userId,
      password,
      deviceName: DEVICE_NAME,
      caCertificatesPem: caCertificatePem,
      identitySigner: signer,
    },
    secretStorageKey,
  );
  try {
    await endOtherDevicesNamed(device.session, DEVICE_NAME, password);
    const recoveryKey = await setUpIdentity(device.client, password, secretStorageKey);
    const masterKey = await fetchMasterKey(device.session, userId);
    const state = masterKey && (await readAttestation(masterKey, userId, caCertificatePem, now));
    if (state?.kind !== "valid") throw new Error("the attestation was not made");
    await hidePicturesUntilAsked(device.session);
    return { recoveryKey };
  } finally {
    await device.close();
  }
}

/** Secret storage first: the new private keys go straight into it, under a key that we have. */
export async function setUpIdentity(
  client: MatrixClient,
  password: string,
  secretStorageKey: SecretStorageKey,
): Promise<string> {
  const crypto = cryptoOf(client);
  const key = await crypto.createRecoveryKeyFromPassphrase();
  if (key.encodedPrivateKey === undefined) throw new Error("no recovery key was made");
  secretStorageKey.value = key.privateKey;
  await crypto.bootstrapSecretStorage({
    setupNewSecretStorage: true,
    createSecretStorageKey: () => Promise.resolve(key),
  });
  await replaceIdentity(client, password);
  return key.encodedPrivateKey;
}

/** Makes a new master key, whether there was one or not. */
export async function replaceIdentity(client: MatrixClient, password: string): Promise<void> {
  await cryptoOf(client).bootstrapCrossSigning({
    setupNewCrossSigning: true,
    authUploadDeviceSigningKeys: async (send) => {
      // Synapse asks for the password only when a key is replaced, and says so by refusing the first request.
      try {
        await send(null);
      } catch (error) {
        const session = uiaSession(error);
        if (session === undefined) throw error;
        await send(passwordAuth(client.getSafeUserId(), password, session));
      }
    },
  });
}

/** The session of a 401 that asks for user-interactive authentication. */
function uiaSession(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("data" in error)) return undefined;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("session" in data)) return undefined;
  return typeof data.session === "string" ? data.session : undefined;
}

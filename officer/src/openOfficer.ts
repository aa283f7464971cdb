/** Opens an officer's Matrix client on a new device that is verified with the officer's recovery key. */
import { openDevice, type SecretStorageKey, verifyDevice } from "./device.ts";
import { OfficerClient } from "./officerClient.ts";

export interface OpenOfficerOptions {
  /** Base address of the officer's own homeserver. */
  readonly homeserver: string;
  readonly userId: string;
  readonly password: string;
  /** Opens the officer's secret storage (`EsT…`). Without it the device stays unsigned, and victims' pages give it no keys. */
  readonly recoveryKey?: string | undefined;
  /** PEM of the organisation's CA: colleagues are then taken as verified. */
  readonly caCertificatesPem?: string | undefined;
}

/**
 * Logs in a new device (keys in memory only), verifies it, and resolves after its first sync.
 * Close it: a device that is not logged out stays in the officer's list.
 * @throws MatrixApiError when the homeserver refuses the password or does not answer; Error when the recovery key is wrong.
 */
export async function openOfficer(options: OpenOfficerOptions): Promise<OfficerClient> {
  const secretStorageKey: SecretStorageKey = { value: null };
  const device = await openDevice({ ...options, deviceName: "Abri officer" }, secretStorageKey);
  try {
    if (options.recoveryKey !== undefined) {
      await verifyDevice(device.client, secretStorageKey, options.recoveryKey);
    }
  } catch (error) {
    await device.close();
    throw error;
  }
  return new OfficerClient(device);
}

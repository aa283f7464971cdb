/** For tests: what a hostile homeserver could put into a room in an officer's place. It can set every password, so it knows them. */
import { UserId } from "@abri/contract";
import type { Credential } from "../attestation/index.ts";
import { signDetached } from "../attestation/sign.ts";
import { signatureName, signedBytes, withSignature } from "../attestation/upload.ts";
import { openDevice } from "../device.ts";
import { type CrossSigningKey, fetchMasterKey, logIn, logOut, type Session, uploadSignature } from "../matrixApi.ts";
import { OfficerClient } from "../officerClient.ts";
import { replaceIdentity, setUpIdentity } from "../prepareOfficer.ts";

export interface Account {
  readonly homeserver: string;
  readonly userId: string;
  readonly password: string;
}

/** A user with a sound identity and a verified device, whom nobody has attested. */
export async function createCrossSignedClient(account: Account): Promise<OfficerClient> {
  const device = await openDevice({ ...account, deviceName: "cross-signed, not attested" }, { value: null });
  await replaceIdentity(device.client, account.password);
  return new OfficerClient(device);
}

/** The account's thief: a new device, a new master key that signs it, and everything stored anew, so that it looks whole. */
export async function replaceMasterKey(account: Account): Promise<OfficerClient> {
  const secretStorageKey = { value: null };
  const device = await openDevice({ ...account, deviceName: "thief" }, secretStorageKey);
  await setUpIdentity(device.client, account.password, secretStorageKey);
  return new OfficerClient(device);
}

/**
 * Publishes an attestation that `attest` would refuse to make.
 * @param named the CA under whose name it stands: the one that victims' pages look for.
 */
export async function forgeAttestation(account: Account, named: string, credential: Credential): Promise<void> {
  await withMasterKey(account, async (session, masterKey) => {
    const signature = await signDetached(signedBytes(masterKey), credential);
    const forged = withSignature(masterKey, signatureName(named), signature);
    await uploadSignature(session, forged);
  });
}

/** The attestation that stands on the user's present master key, to put it on the next one. */
export async function publishedAttestation(account: Account, named: string): Promise<string> {
  return withMasterKey(account, (_, masterKey) => {
    const pem = masterKey.signatures?.[account.userId]?.[signatureName(named)];
    if (pem === undefined) throw new Error("there is no attestation to copy");
    return Promise.resolve(pem);
  });
}

/** Puts a signature that was made for something else on the user's present master key. */
export async function copyAttestation(account: Account, named: string, pem: string): Promise<void> {
  await withMasterKey(account, (session, masterKey) =>
    uploadSignature(session, withSignature(masterKey, signatureName(named), pem)),
  );
}

async function withMasterKey<T>(
  { homeserver, userId, password }: Account,
  use: (session: Session, masterKey: CrossSigningKey) => Promise<T>,
): Promise<T> {
  const session = await logIn(homeserver, userId, password, "forger");
  try {
    const masterKey = await fetchMasterKey(session, UserId.parse(userId));
    if (masterKey === null) throw new Error("there is no identity");
    return await use(session, masterKey);
  } finally {
    await logOut(session);
  }
}

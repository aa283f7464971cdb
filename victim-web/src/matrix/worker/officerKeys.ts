/**
 * Who is an officer, by cryptography alone: a Matrix identity that is signed with a certificate of the organisation's CA. The server's
 * word counts for nothing here.
 */
import { type KeysQueryRequest, type OlmMachine, UserId } from "@matrix-org/matrix-sdk-crypto-wasm";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { deviceKey } from "./keyLedger.ts";

/** matrix-js-sdk has no public way to fetch the keys of somebody with whom no room is shared yet. */
interface Internals {
  readonly olmMachine: OlmMachine;
  readonly outgoingRequestProcessor: { makeOutgoingRequest(request: KeysQueryRequest): Promise<void> };
}

/** Asks the officer's homeserver for their keys as they are now. @throws when the network fails. */
export async function fetchKeys(crypto: CryptoApi, userId: string): Promise<void> {
  const { olmMachine, outgoingRequestProcessor } = crypto as unknown as Internals;
  await outgoingRequestProcessor.makeOutgoingRequest(olmMachine.queryKeysForUsers([new UserId(userId)]));
}

export async function isAttested(crypto: CryptoApi, userId: string): Promise<boolean> {
  return (await crypto.getUserVerificationStatus(userId)).isCrossSigningVerified();
}

/** The devices, as `deviceKey`, that an attested officer has signed; empty when the officer is not attested. */
export async function attestedDevices(crypto: CryptoApi, userId: string): Promise<string[]> {
  if (!(await isAttested(crypto, userId))) return [];
  const { olmMachine } = crypto as unknown as Internals;
  const devices = (await olmMachine.getUserDevices(new UserId(userId))).devices();
  return devices
    .filter((device) => device.isCrossSigningTrusted())
    .map((device) => deviceKey(userId, device.deviceId.toString()));
}

/** The few requests of the client-server API that need no client: logging in and out, reading and signing an identity. */
import type { UserId } from "@abri/contract";
import { z } from "zod";

/** A homeserver refused (`errcode`, its own or `M_UNKNOWN`) or did not answer (`status` 0). */
export class MatrixApiError extends Error {
  override readonly name = "MatrixApiError";
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string) {
    super(status === 0 ? "the homeserver does not answer" : `the homeserver answered ${status} ${errcode}`);
    this.status = status;
    this.errcode = errcode;
  }
}

export interface Session {
  /** Base address of the homeserver, with or without a trailing slash. */
  readonly homeserver: string;
  readonly userId: string;
  readonly accessToken: string;
  readonly deviceId: string;
}

const LoginAnswer = z.object({ user_id: z.string(), access_token: z.string(), device_id: z.string() });
const ErrorAnswer = z.object({ errcode: z.string() });

/** A cross-signing key as the specification's `CrossSigningKey`. */
export const CrossSigningKey = z.object({
  user_id: z.string(),
  usage: z.array(z.string()),
  keys: z.record(z.string(), z.string()),
  signatures: z.record(z.string(), z.record(z.string(), z.string())).optional(),
});
export type CrossSigningKey = z.infer<typeof CrossSigningKey>;

const SignaturesAnswer = z.object({ failures: z.record(z.string(), z.unknown()).default({}) });
const KeysQueryAnswer = z.object({ master_keys: z.record(z.string(), CrossSigningKey).default({}) });
const DevicesAnswer = z.object({
  devices: z.array(z.object({ device_id: z.string(), display_name: z.string().nullish() })),
});
const PreviewsAnswer = z.object({ media_previews: z.string() });
const UiaAnswer = z.object({ session: z.string() });

/** Makes a new device. @throws MatrixApiError */
export async function logIn(
  homeserver: string,
  userId: string,
  password: string,
  deviceName: string,
): Promise<Session> {
  const answer = await request(homeserver, "POST", "login", null, {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: userId },
    password,
    initial_device_display_name: deviceName,
  });
  const { user_id, access_token, device_id } = LoginAnswer.parse(answer);
  return { homeserver, userId: user_id, accessToken: access_token, deviceId: device_id };
}

/** Ends this device. @throws MatrixApiError */
export async function logOut(session: Session): Promise<void> {
  await request(session.homeserver, "POST", "logout", session.accessToken, {});
}

/** @returns the user's master key as the homeserver gives it, or `null` while no client of theirs has made one. @throws MatrixApiError */
export async function fetchMasterKey(session: Session, userId: UserId): Promise<CrossSigningKey | null> {
  const answer = await request(session.homeserver, "POST", "keys/query", session.accessToken, {
    device_keys: { [userId]: [] },
  });
  return KeysQueryAnswer.parse(answer).master_keys[userId] ?? null;
}

/**
 * Adds a signature to the user's own master key. Synapse shows it to others thanks to `synapse/modules/abri_own_signatures.py`.
 * @throws MatrixApiError
 */
export async function uploadSignature(session: Session, signed: CrossSigningKey): Promise<void> {
  const publicKey = Object.values(signed.keys)[0];
  if (publicKey === undefined) throw new TypeError("a master key without a key");
  const body = { [signed.user_id]: { [publicKey]: signed } };
  const answer = await request(session.homeserver, "POST", "keys/signatures/upload", session.accessToken, body);
  if (Object.keys(SignaturesAnswer.parse(answer).failures).length > 0)
    throw new MatrixApiError(400, "M_INVALID_SIGNATURE");
}

/** MSC4278, as Element names it today and as it will be named. */
const MEDIA_PREVIEW_TYPES = ["io.element.msc4278.media_preview_config", "m.media_preview_config"];

/**
 * Makes every client of this officer that knows MSC4278 show a picture only when it is asked to. Element takes this from the account alone:
 * its `config.json` cannot set it. An officer who has chosen otherwise keeps their choice. @throws MatrixApiError
 */
export async function hidePicturesUntilAsked(session: Session): Promise<void> {
  for (const type of MEDIA_PREVIEW_TYPES) {
    const { homeserver, userId, accessToken } = session;
    const endpoint = `user/${encodeURIComponent(userId)}/account_data/${type}`;
    const known = PreviewsAnswer.safeParse(
      await request(homeserver, "GET", endpoint, accessToken, undefined, [200, 404]),
    );
    if (known.success) continue;
    const body = { media_previews: "off", invite_avatars: "off" };
    await request(homeserver, "PUT", endpoint, accessToken, body);
  }
}

/** Ends the user's other devices with this display name (what an interrupted run has left). @throws MatrixApiError */
export async function endOtherDevicesNamed(session: Session, deviceName: string, password: string): Promise<void> {
  const { devices } = DevicesAnswer.parse(await request(session.homeserver, "GET", "devices", session.accessToken));
  const stale = devices.filter((device) => device.display_name === deviceName && device.device_id !== session.deviceId);
  if (stale.length === 0) return;
  const body = { devices: stale.map((device) => device.device_id) };
  const { homeserver, accessToken } = session;
  const challenge = UiaAnswer.parse(await request(homeserver, "POST", "delete_devices", accessToken, body, [401]));
  const auth = passwordAuth(session.userId, password, challenge.session);
  await request(homeserver, "POST", "delete_devices", accessToken, { ...body, auth });
}

/** Answer to a user-interactive authentication that asks for the password. */
export function passwordAuth(userId: string, password: string, session: string | undefined) {
  return {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: userId },
    password,
    ...(session === undefined ? {} : { session }),
  };
}

async function request(
  homeserver: string,
  method: "GET" | "POST" | "PUT",
  endpoint: string,
  accessToken: string | null,
  body?: unknown,
  expected: readonly number[] = [200],
): Promise<unknown> {
  const address = `${homeserver.replace(/\/$/, "")}/_matrix/client/v3/${endpoint}`;
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (accessToken !== null) headers["authorization"] = `Bearer ${accessToken}`;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    answer = await response.json();
  } catch {
    throw new MatrixApiError(0, "M_UNKNOWN");
  }
  if (expected.includes(response.status)) return answer;
  const refusal = ErrorAnswer.safeParse(answer);
  throw new MatrixApiError(response.status, refusal.success ? refusal.data.errcode : "M_UNKNOWN");
}

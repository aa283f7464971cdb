/**
 * The demonstration officers: accounts, membership of their corps' Permanence and of the notes' room, and an attestation. In production an
 * administrator does the first two with Synapse Admin and an invitation, and the officer accepts; here they are done once, at the first start.
 */
import type { Corps } from "@abri/contract";
import { z } from "zod";
import type { Accounts, OfficerAccount } from "./accounts.ts";
import { pemOf, type Certificates } from "./certificates.ts";
import { MatrixError, registerUser, request } from "./matrix.ts";
import type { Homeserver, Homeservers } from "./roles.ts";
import { randomSecret, type Secrets } from "./secrets.ts";

const DEMONSTRATION: Readonly<Record<Corps, readonly string[]>> = {
  police: ["amina", "bruno"],
  gendarmerie: ["claire", "denis"],
};

export interface OfficerContext {
  readonly homeservers: Homeservers;
  readonly secrets: Secrets;
  /** Acts as the application service's bot. */
  readonly asToken: string;
  readonly accounts: Accounts;
  readonly signal: AbortSignal;
}

/** Makes the accounts that are missing. */
export async function makeOfficers(context: OfficerContext): Promise<OfficerAccount[]> {
  const officers: OfficerAccount[] = [];
  for (const [corps, localparts] of Object.entries(DEMONSTRATION) as [Corps, readonly string[]][]) {
    const { client, serverName } = context.homeservers[corps];
    const { registrationSharedSecret } = context.secrets.homeservers[corps];
    for (const localpart of localparts) {
      const userId = `@${localpart}:${serverName}`;
      const known = context.accounts.officers.find((officer) => officer.userId === userId);
      if (known !== undefined) {
        officers.push(known);
        continue;
      }
      const password = randomSecret();
      const user = { username: localpart, password, admin: false };
      await registerUser(client, registrationSharedSecret, user, context.signal);
      officers.push({ userId, password, homeserver: client, corps, attested: false, recoveryKey: "" });
    }
  }
  return officers;
}

/** Gives the officer an identity and an attestation, once: doing it again would end the trust in every device they have verified. */
export async function attestOfficer(officer: OfficerAccount, certificates: Certificates): Promise<OfficerAccount> {
  if (officer.attested) return officer;
  // Loaded only when there is something to do: it brings a whole Matrix client with it.
  const { prepareOfficer } = await import("@abri/officer");
  const issuer = pemOf(certificates.organisationCa);
  const { homeserver, userId, password } = officer;
  const caCertificatePem = issuer.certificatePem;
  const { recoveryKey } = await prepareOfficer({ homeserver, userId, password, caCertificatePem, issuer });
  return { ...officer, attested: true, recoveryKey };
}

const Membership = z.object({ membership: z.string() });
const LoggedIn = z.object({ access_token: z.string() });
const Anything = z.unknown();

/** Invites the officer as the bot and joins as the officer; does nothing for a member. */
export async function joinOfficersRoom(
  officer: OfficerAccount,
  roomId: string,
  context: OfficerContext,
): Promise<void> {
  const { homeservers, asToken, accounts, signal } = context;
  const room = `${homeservers.victims.client}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}`;
  const bot = { token: asToken, signal };
  const membership = await membershipOf(`${room}/state/m.room.member/${encodeURIComponent(officer.userId)}`, bot);
  if (membership === "join") return;
  if (membership !== "invite") {
    const body = { user_id: officer.userId };
    await request(`${room}/invite`, Anything, { ...bot, method: "POST", body });
  }

  // A token without a device, so that the officer's device list stays empty until their own client fills it.
  const client = homeservers[officer.corps].client;
  const { access_token: token } = await request(
    `${client}/_synapse/admin/v1/users/${encodeURIComponent(officer.userId)}/login`,
    LoggedIn,
    { method: "POST", token: accounts.adminTokens[officer.corps], signal },
  );
  await request(joinUrl(client, roomId, homeservers.victims), Anything, { method: "POST", token, signal });
  await request(`${client}/_matrix/client/v3/logout`, Anything, { method: "POST", token, signal });
}

function joinUrl(client: string, roomId: string, via: Homeserver): string {
  return `${client}/_matrix/client/v3/join/${encodeURIComponent(roomId)}?via=${encodeURIComponent(via.serverName)}`;
}

async function membershipOf(url: string, bot: { token: string; signal: AbortSignal }): Promise<string | null> {
  try {
    return (await request(url, Membership, bot)).membership;
  } catch (error) {
    if (error instanceof MatrixError && error.errcode === "M_NOT_FOUND") return null;
    throw error;
  }
}

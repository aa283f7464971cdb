/** The running system as a test sees it: the endpoints file, the officers in it, the homeservers' administrators. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { Endpoints } from "@abri/local-system";
import { openOfficer, type OfficerClient } from "@abri/officer";
import { inject } from "vitest";
import { HostileServer } from "./hostileServer.ts";
import { until } from "./until.ts";

export type Role = "victims" | "police" | "gendarmerie";

/** Read anew each time: a restarted process has another PID. */
export function endpoints(): Endpoints {
  return Endpoints.parse(JSON.parse(readFileSync(inject("endpointsFile"), "utf8")));
}

export function homeserver(role: Role): Endpoints["homeservers"][number] {
  const found = endpoints().homeservers.find((candidate) => candidate.role === role);
  if (found === undefined) throw new Error(`no homeserver ${role} in the endpoints file`);
  return found;
}

export const hostileServer = (): HostileServer => new HostileServer(endpoints(), dirname(inject("endpointsFile")));

/** A demonstration officer by localpart. */
export function officerNamed(localpart: string): Endpoints["officers"][number] {
  const found = endpoints().officers.find(({ userId }) => userId.startsWith(`@${localpart}:`));
  if (found === undefined) throw new Error(`no officer ${localpart} in the endpoints file`);
  return found;
}

export function permanenceOf(corps: string): string {
  const found = endpoints().permanences.find((permanence) => permanence.corps === corps);
  if (found === undefined) throw new Error(`no permanence ${corps} in the endpoints file`);
  return found.roomId;
}

/** A new device of a demonstration officer, verified with the recovery key. */
async function openDemonstrationOfficer(localpart: string): Promise<OfficerClient> {
  const { homeserver, userId, password, recoveryKey } = officerNamed(localpart);
  return openOfficer({ homeserver, userId, password, recoveryKey });
}

/** The same, on duty with room for `capacity` conversations. */
export async function officerOnDuty(localpart: string, capacity: number): Promise<OfficerClient> {
  const officer = await openDemonstrationOfficer(localpart);
  // One that another test has left behind stands for seconds; the desk may withdraw it first.
  for (const { roomId } of officer.invitations()) await officer.decline(roomId).catch(() => undefined);
  await officer.onDuty(permanenceOf(officerNamed(localpart).corps), { capacity, skills: [] });
  return officer;
}

/** A page that another test has closed without a word waits on for a while, before whoever comes now. */
export function untilNobodyWaits(): Promise<void> {
  return until("nobody waits", 150_000, async () => {
    const metrics = await (await fetch(endpoints().metrics)).text();
    return /^abri_queue_length 0$/m.test(metrics);
  });
}

/** Off duty, out of every conversation, logged out: the next test finds the officer as new. */
export async function dismiss(localpart: string, officer: OfficerClient): Promise<void> {
  await officer.offDuty(permanenceOf(officerNamed(localpart).corps));
  await officer.close();
}

/** What a homeserver's administrator is told of a room: `true` when the homeserver knows it. */
export async function knowsRoom(role: Role, roomId: string): Promise<boolean> {
  const { client } = homeserver(role);
  const answer = await fetch(`${client}/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}`, {
    headers: { authorization: `Bearer ${await adminToken(role)}` },
  });
  if (answer.status !== 200 && answer.status !== 404) throw new Error(`rooms admin API: ${answer.status}`);
  return answer.status === 200;
}

const tokens = new Map<Role, string>();

export async function adminToken(role: Role): Promise<string> {
  const known = tokens.get(role);
  if (known !== undefined) return known;
  const { client, admin } = homeserver(role);
  const answer = await fetch(`${client}/_matrix/client/v3/login`, {
    method: "POST",
    body: JSON.stringify({
      type: "m.login.password",
      identifier: { type: "m.id.user", user: admin.userId },
      password: admin.password,
    }),
  });
  if (!answer.ok) throw new Error(`the administrator of ${role} cannot log in: ${answer.status}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  tokens.set(role, token);
  return token;
}

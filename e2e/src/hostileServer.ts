/** What whoever runs the victims' homeserver can do: accounts, memberships in the bot's name, and a desk that does not notice. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import pg from "pg";
import { adminToken, endpoints, homeserver, type Role } from "./system.ts";

export interface Account {
  readonly homeserver: string;
  readonly userId: string;
  readonly password: string;
}

/** A new account, made by the homeserver's administrator. */
export async function newAccount(role: Role, localpart: string): Promise<Account> {
  const { client, serverName } = homeserver(role);
  const userId = `@${localpart}-${randomBytes(4).toString("hex")}:${serverName}`;
  const password = randomBytes(16).toString("hex");
  const answer = await fetch(`${client}/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${await adminToken(role)}` },
    body: JSON.stringify({ password }),
  });
  if (!answer.ok) throw new Error(`users admin API: ${answer.status}`);
  return { homeserver: client, userId, password };
}

/** Invites in the name of the bot, with the application service's own token. */
export async function inviteAsBot(roomId: string, userId: string): Promise<void> {
  const registration = readFileSync(join(dirname(inject("endpointsFile")), "appservice/registration.yaml"), "utf8");
  const token = /^as_token: "?([^"\n]+)"?$/m.exec(registration)?.[1];
  if (token === undefined) throw new Error("no as_token in the registration");
  const { client } = homeserver("victims");
  const answer = await fetch(`${client}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/invite`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ user_id: userId }),
  });
  if (!answer.ok) throw new Error(`invite: ${answer.status} ${await answer.text()}`);
}

/** While `during` runs, nothing that happens in a room reaches the desk: the table in which Synapse's pushes are stored is locked. */
export async function withBlindDesk<T>(during: () => Promise<T>): Promise<T> {
  const url = new URL(endpoints().postgres);
  url.pathname = "/abri";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE inbox IN EXCLUSIVE MODE");
    return await during();
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

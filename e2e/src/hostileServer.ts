/** What whoever runs the victims' homeserver can do: memberships in the bot's name, and a desk that does not notice. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import pg from "pg";
import { endpoints, homeserver } from "./system.ts";

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

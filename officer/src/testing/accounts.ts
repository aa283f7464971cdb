/** For tests: new accounts, made by a homeserver's administrator as an organisation does. */
import { randomBytes } from "node:crypto";
import { UserId } from "@abri/contract";
import type { Endpoints } from "../endpoints.ts";
import { logIn, logOut } from "../matrixApi.ts";

export interface TestAccount {
  readonly homeserver: string;
  readonly userId: UserId;
  readonly password: string;
}

export async function newAccount(
  endpoints: Endpoints,
  role: "victims" | "police" | "gendarmerie",
): Promise<TestAccount> {
  const homeserver = endpoints.homeservers.find((candidate) => candidate.role === role);
  if (homeserver === undefined) throw new Error(`no homeserver ${role}`);
  const { client, admin, serverName } = homeserver;
  const userId = UserId.parse(`@test-${randomBytes(6).toString("hex")}:${serverName}`);
  const password = randomBytes(16).toString("hex");
  const session = await logIn(client, admin.userId, admin.password, "makes test accounts");
  const answer = await fetch(`${client}/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${session.accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ password }),
  });
  await logOut(session);
  if (answer.status !== 201) throw new Error(`users admin API: ${answer.status}`);
  return { homeserver: client, userId, password };
}

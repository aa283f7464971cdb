/** The running system as a hostile page sees it: a conversation of its own through the gateway, and, as the control, an ordinary user's raw
 * token on the same Synapse. */
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { StartResponse } from "@abri/contract";
import { inject } from "vitest";
import { z } from "zod";

const Endpoints = z.object({
  victimWeb: z.url(),
  postgres: z.string(),
  homeservers: z.array(
    z.object({
      role: z.string(),
      serverName: z.string(),
      client: z.url(),
      admin: z.object({ userId: z.string(), password: z.string() }),
    }),
  ),
  officers: z.array(z.object({ userId: z.string() })).min(2),
});

export function endpoints(): z.infer<typeof Endpoints> {
  return Endpoints.parse(JSON.parse(readFileSync(inject("endpointsFile"), "utf8")));
}

function victimsHomeserver(): z.infer<typeof Endpoints>["homeservers"][number] {
  const found = endpoints().homeservers.find(({ role }) => role === "victims");
  if (!found) throw new Error("no victims' homeserver in the endpoints file");
  return found;
}

/** Somebody who asks, where, and with what: the two sides of every comparison. */
export interface Party {
  readonly base: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly roomId: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function ask(party: Party, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(party.base + path, {
    method,
    headers: { ...party.headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
}

/** A page that has started a conversation, and says as much about itself as a browser can. */
export async function startConversation(): Promise<Party> {
  const base = endpoints().victimWeb.replace(/\/$/, "");
  const answer = await fetch(`${base}/api/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Abri": "1", ...TELLING },
    body: JSON.stringify({
      idempotencyKey: randomBytes(32).toString("base64url"),
      situation: "online",
      language: "fr",
    }),
  });
  if (answer.status !== 201) throw new Error(`no conversation was started: ${answer.status}`);
  const { sessionToken, userId, deviceId, roomId } = StartResponse.parse(await answer.json());
  return {
    base,
    userId,
    deviceId,
    roomId,
    headers: { Authorization: `Bearer ${sessionToken}`, "X-Abri": "1", ...TELLING },
  };
}

export const TELLING_AGENT = "Telling-Browser/1.0";
export const TELLING_ADDRESS = "203.0.113.77";
const TELLING = {
  "User-Agent": TELLING_AGENT,
  "X-Forwarded-For": TELLING_ADDRESS,
  Forwarded: `for=${TELLING_ADDRESS}`,
  "X-Real-IP": TELLING_ADDRESS,
};

export const ORDINARY_AGENT = "Ordinary-Client/1.0";

/** An ordinary user of the victims' Synapse with a room of its own, asking Synapse itself. */
export async function ordinaryUser(): Promise<Party> {
  const { client, serverName } = victimsHomeserver();
  const base = client.replace(/\/$/, "");
  const userId = `@ordinary-${randomUUID().slice(0, 8)}:${serverName}`;
  const password = randomUUID();
  await adminAsk("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, { password });
  const login = await logIn(userId, password);
  const party = {
    base,
    userId,
    deviceId: login.deviceId,
    headers: { Authorization: `Bearer ${login.token}`, "User-Agent": ORDINARY_AGENT },
  };
  const room = await ask({ ...party, roomId: "" }, "POST", "/_matrix/client/v3/createRoom", {});
  return { ...party, roomId: room.body["room_id"] as string };
}

export async function adminAsk(method: string, path: string, body?: unknown): Promise<Answer> {
  const { client, admin } = victimsHomeserver();
  const { token, deviceId } = await logIn(admin.userId, admin.password);
  const party = {
    base: client.replace(/\/$/, ""),
    userId: admin.userId,
    deviceId,
    roomId: "",
    headers: { Authorization: `Bearer ${token}` },
  };
  const answer = await ask(party, method, path, body);
  await ask(party, "POST", "/_matrix/client/v3/logout", {});
  return answer;
}

async function logIn(userId: string, password: string): Promise<{ token: string; deviceId: string }> {
  const base = victimsHomeserver().client.replace(/\/$/, "");
  const answer = await fetch(`${base}/_matrix/client/v3/login`, {
    method: "POST",
    headers: { "User-Agent": ORDINARY_AGENT },
    body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user: userId }, password }),
  });
  if (!answer.ok) throw new Error(`${userId} cannot log in: ${answer.status}`);
  const body = z.object({ access_token: z.string(), device_id: z.string() }).parse(await answer.json());
  return { token: body.access_token, deviceId: body.device_id };
}

/** Bytes on a socket, where `fetch` would tidy them; resolves with the first line of the answer. */
export function firstLine(base: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    socket.on("close", () => resolve(answer.split("\r\n")[0] ?? ""));
    socket.on("error", reject);
  });
}

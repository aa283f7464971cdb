/**
 * Conversation starts per second, in turn with the usual way on the same Synapse: a user registered with a password, who creates an encrypted
 * room and invites an officer of another homeserver. Peer: what a web chat over Matrix does without an application service (Chatterbox,
 * SafeSupport). The registration goes through Synapse's shared-secret API, which hashes the password as the public one does.
 */
import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Endpoints } from "@abri/local-system";

const ROUNDS = 3;
const STARTS = 16;
const AT_ONCE = 4;

export async function startsPerSecond(endpoints: Endpoints, home: string): Promise<string[]> {
  const victims = endpoints.homeservers.find(({ role }) => role === "victims");
  const officer = endpoints.officers[0];
  if (victims === undefined || officer === undefined) throw new Error("the endpoints file is incomplete");
  const { homeservers } = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8")) as {
    homeservers: { victims: { registrationSharedSecret: string } };
  };
  const usual = () => usualWay(victims.client, homeservers.victims.registrationSharedSecret, officer.userId);
  const ours = () => ourWay(endpoints.victimWeb);
  const rates = { ours: [] as number[], usual: [] as number[] };
  await Promise.all([ours(), usual()]); // Warm up both.
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.ours.push(await rate(ours));
    rates.usual.push(await rate(usual));
  }
  const ratios = rates.ours.map((value, i) => value / (rates.usual[i] ?? Number.NaN));
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(", ");
  return [
    `Conversation starts per second (${AT_ONCE} at once, ${ROUNDS} rounds of ${STARTS}, in turn)`,
    `  ours:                  ${list(rates.ours)}`,
    `  the usual way:         ${list(rates.usual)} (password registration + createRoom + invite)`,
    `  ratio:                 ${list(ratios)} (asked for: at least 2)`,
  ];
}

async function rate(start: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let left = STARTS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await start();
      }
    }),
  );
  return STARTS / ((performance.now() - begin) / 1000);
}

async function ourWay(victimWeb: string): Promise<void> {
  await call(new URL("/api/conversations", victimWeb).href, {
    method: "POST",
    headers: { "content-type": "application/json", "x-abri": "1" },
    body: JSON.stringify({
      idempotencyKey: randomBytes(32).toString("base64url"),
      situation: "online",
      language: "fr",
    }),
  });
}

async function usualWay(client: string, sharedSecret: string, officer: string): Promise<void> {
  const register = `${client}/_synapse/admin/v1/register`;
  const { nonce } = await call<{ nonce: string }>(register, {});
  const username = `usual-${randomBytes(8).toString("hex")}`;
  const password = randomBytes(16).toString("hex");
  const mac = createHmac("sha1", sharedSecret).update([nonce, username, password, "notadmin"].join("\0")).digest("hex");
  const { access_token: token } = await call<{ access_token: string }>(register, {
    method: "POST",
    body: JSON.stringify({ nonce, username, password, admin: false, mac }),
  });
  const headers = { authorization: `Bearer ${token}` };
  const { room_id: roomId } = await call<{ room_id: string }>(`${client}/_matrix/client/v3/createRoom`, {
    method: "POST",
    headers,
    body: JSON.stringify({
      preset: "private_chat",
      initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    }),
  });
  await call(`${client}/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/invite`, {
    method: "POST",
    headers,
    body: JSON.stringify({ user_id: officer }),
  });
}

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${new URL(url).pathname}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

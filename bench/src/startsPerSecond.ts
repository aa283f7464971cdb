/**
 * Conversation starts per second, in turn with the usual way on the same Synapse: a user registered with a password, who creates an encrypted
 * room and invites an officer of another homeserver. Peer: what a web chat over Matrix does without an application service (Chatterbox,
 * SafeSupport). The registration goes through Synapse's shared-secret API, which hashes the password as the public one does.
 *
 * Ours is measured twice, because rooms are made in advance: a burst, which finds them made, and without end, where the pool has long been
 * empty and each user and room is made within the measured time. The first is what a victim meets, and is asked to be twice the usual way; the
 * second is all the work. It tells after how many starts a second, kept up for long, a victim waits for their room to be made.
 */
import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoints } from "@abri/local-system";

const ROUNDS = 3;
const STARTS = 16;
const AT_ONCE = 4;
/** More starts than the refill can have made ready before the measurement begins. */
const TO_EMPTY = 8;
/** As many as a burst takes. */
export const PREPARED_ROOMS = STARTS;
const FULL_WITHIN_MS = 120_000;

export async function startsPerSecond(endpoints: Endpoints, home: string): Promise<string[]> {
  const victims = endpoints.homeservers.find(({ role }) => role === "victims");
  const officer = endpoints.officers[0];
  if (victims === undefined || officer === undefined) throw new Error("the endpoints file is incomplete");
  const { homeservers } = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8")) as {
    homeservers: { victims: { registrationSharedSecret: string } };
  };
  const usual = () => usualWay(victims.client, homeservers.victims.registrationSharedSecret, officer.userId);
  const ours = () => ourWay(endpoints.victimWeb);
  const full = () => untilFull(endpoints.metrics);
  const rates = { burst: [] as number[], endless: [] as number[], usual: [] as number[] };
  await Promise.all([ours(), usual()]); // Warm up both.
  for (let round = 0; round < ROUNDS; round += 1) {
    await full();
    rates.burst.push(await rate(ours));
    await rate(ours, TO_EMPTY);
    rates.endless.push(await rate(ours));
    await full(); // The refill is no part of what comes next.
    rates.usual.push(await rate(usual));
  }
  const list = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(", ");
  const ratio = (values: readonly number[]): string =>
    `${list(values.map((value, i) => value / (rates.usual[i] ?? Number.NaN)))} times the usual way`;
  return [
    `Conversation starts per second (${AT_ONCE} at once, ${ROUNDS} rounds of ${STARTS}, in turn)`,
    `  the usual way:         ${list(rates.usual)} (password registration + createRoom + invite)`,
    `  a burst:               ${list(rates.burst)} (users and rooms made in advance: what a victim meets)`,
    `                         ${ratio(rates.burst)} (asked for: at least 2)`,
    `  without end:           ${list(rates.endless)} (nothing left of them: all the work within the measured time)`,
    `                         ${ratio(rates.endless)}`,
  ];
}

/** Until nothing is made in advance any more: as many as configured are there. */
async function untilFull(metrics: string): Promise<void> {
  const until = Date.now() + FULL_WITHIN_MS;
  for (;;) {
    const text = await (await fetch(metrics)).text();
    const there = Number(/^abri_prepared_rooms (\d+)$/m.exec(text)?.[1]);
    if (there >= PREPARED_ROOMS) return;
    if (Date.now() > until) throw new Error(`only ${there} rooms are made in advance`);
    await sleep(250);
  }
}

async function rate(start: () => Promise<void>, starts = STARTS): Promise<number> {
  const begin = performance.now();
  let left = starts;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        await start();
      }
    }),
  );
  return starts / ((performance.now() - begin) / 1000);
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

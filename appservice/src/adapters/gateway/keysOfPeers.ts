/**
 * `keys/query` and `keys/claim`, narrowed to the people of the conversation. Whoever else is named (the Rust crypto asks for every member
 * of the room, so for the bot too) is said to have no device, whether they exist or not, and Synapse is not asked. Measured: left out of
 * the answer instead, they make matrix-js-sdk ask again without a pause for five seconds before each message. It believes this answer
 * until it is told of a change, so `sync` tells it of one when such a person has come to be of the conversation.
 */
import type { UserId } from "@abri/contract";
import type { z } from "zod";
import type { VictimSession } from "../../ports/victimDesk.ts";
import type { KeysClaim, KeysQuery } from "./matrixBodies.ts";

/** How long Synapse may wait for another homeserver, in milliseconds. */
const FEDERATION_TIMEOUT = 10_000;

export function isPeer(session: VictimSession, user: string): boolean {
  return user === session.userId || session.peers.some((peer) => peer === user);
}

export function narrowQuery(session: VictimSession, body: z.infer<typeof KeysQuery>): z.infer<typeof KeysQuery> | null {
  const device_keys = peersOnly(session, body.device_keys);
  return Object.keys(device_keys).length === 0 ? null : { device_keys, timeout: FEDERATION_TIMEOUT };
}

export function narrowClaim(session: VictimSession, body: z.infer<typeof KeysClaim>): z.infer<typeof KeysClaim> | null {
  const one_time_keys = peersOnly(session, body.one_time_keys);
  return Object.keys(one_time_keys).length === 0 ? null : { one_time_keys, timeout: FEDERATION_TIMEOUT };
}

export function othersAskedFor(session: VictimSession, asked: z.infer<typeof KeysQuery>): string[] {
  return Object.keys(asked.device_keys).filter((user) => !isPeer(session, user));
}

/** Adds to Synapse's answer that these have no device. */
export function withoutDevices(
  others: readonly string[],
  answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const none = Object.fromEntries(others.map((user) => [user, {}]));
  return { ...answer, device_keys: { ...(answer["device_keys"] as object | undefined), ...none } };
}

function peersOnly<T>(session: VictimSession, byUser: Readonly<Record<string, T>>): Record<UserId, T> {
  return Object.fromEntries(Object.entries(byUser).filter(([user]) => isPeer(session, user)));
}

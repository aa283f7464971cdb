/**
 * `keys/query` and `keys/claim`, narrowed to the people of the conversation. Whoever else is named is answered the same whether they
 * exist or not, without asking Synapse:
 * - on the victims' homeserver (the bot, other victims): no devices. The Rust crypto asks for every member, so for the bot too, and would
 *   wait for an answer before each message.
 * - on another homeserver: left out. The Rust crypto then asks again at its next sync, so that an officer who is in the room a moment
 *   before the desk has noted it is not taken for somebody without devices.
 */
import { serverNameOf, type UserId } from "@abri/contract";
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

/** Adds to Synapse's answer that the victims' homeserver's other users who were asked for have no devices. */
export function completeQueryAnswer(
  session: VictimSession,
  asked: z.infer<typeof KeysQuery>,
  answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const here = serverNameOf(session.userId);
  const none = Object.keys(asked.device_keys)
    .filter((user) => !isPeer(session, user) && serverNameOf(user as UserId) === here)
    .map((user) => [user, {}]);
  return { ...answer, device_keys: { ...(answer["device_keys"] as object | undefined), ...Object.fromEntries(none) } };
}

function peersOnly<T>(session: VictimSession, byUser: Readonly<Record<string, T>>): Record<UserId, T> {
  return Object.fromEntries(Object.entries(byUser).filter(([user]) => isPeer(session, user)));
}

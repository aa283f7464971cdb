/**
 * What of Matrix's account data and key backup a page may use, once its victim has asked to be able to come back: exactly the types of
 * secret storage, and the backup of its own room. Before that, and for everything else, 404. All of it is ciphertext that only the phrase
 * opens; sizes and shapes keep it from being a store for anything else.
 */
import type { VictimSession } from "../../ports/victimDesk.ts";
import { type Answer, UNRECOGNIZED } from "./answer.ts";
import { type Handler, type SessionCall, withBody } from "./call.ts";
import { FIXED_ANSWERS } from "./fixedAnswers.ts";
import { forwarding } from "./forward.ts";
import * as bodies from "./keptKeysBodies.ts";
import type { Route } from "./routeTable.ts";
import { POSITION } from "./sync.ts";
import type { Upstream } from "./upstream.ts";

const V3 = "/_matrix/client/v3";
const MAX_ANSWER = 8 * 1024 * 1024;
/** A batch of a hundred sessions, which is what the Rust crypto sends at once. */
const MAX_BACKUP_BYTES = 256 * 1024;
const VERSION = /^[0-9]{1,19}$/;

export function keptKeysRoutes(upstream: Upstream): Route<Handler>[] {
  const forward = forwarding(upstream, MAX_ANSWER);
  /** `otherwise`: for a conversation whose victim has not asked to come back. */
  const route = (
    name: string,
    run: (call: SessionCall) => Answer | Promise<Answer>,
    otherwise: Answer = UNRECOGNIZED,
  ): Route<Handler> => ({
    name,
    handle: { needs: "session", run: (call) => (call.session.returning ? run(call) : otherwise) },
  });

  const backup = ["room_keys", "version"];
  return [
    route(
      `GET ${V3}/user/{me}/account_data/{name}`,
      (call) => {
        const type = call.parameters.name ?? "";
        if (bodies.accountDataSchema(type) === null) return FIXED_ANSWERS.notFound;
        return forward(call, { method: "GET", segments: accountData(call.session, type) });
      },
      FIXED_ANSWERS.notFound,
    ),
    route(`PUT ${V3}/user/{me}/account_data/{name}`, (call) => {
      const type = call.parameters.name ?? "";
      const schema = bodies.accountDataSchema(type);
      if (schema === null) return UNRECOGNIZED;
      return withBody(call, schema, (body) =>
        forward(call, { method: "PUT", segments: accountData(call.session, type), body }),
      );
    }),
    route(
      `GET ${V3}/room_keys/version`,
      (call) => forward(call, { method: "GET", segments: backup }),
      FIXED_ANSWERS.notFound,
    ),
    route(`POST ${V3}/room_keys/version`, (call) =>
      withBody(call, bodies.BackupVersion, (body) => forward(call, { method: "POST", segments: backup, body })),
    ),
    // A second phrase takes the place of the first, with a backup of its own.
    route(`DELETE ${V3}/room_keys/version/{version}`, (call) =>
      forward(call, { method: "DELETE", segments: [...backup, call.parameters.version ?? ""] }),
    ),
    route(`GET ${V3}/room_keys/keys`, (call) => {
      const version = call.query.get("version") ?? "";
      if (!VERSION.test(version)) return UNRECOGNIZED;
      return forward(call, { method: "GET", segments: ["room_keys", "keys"], query: { version } }, (kept) =>
        ownRoomOnly(kept, call.session),
      );
    }),
    route(`PUT ${V3}/room_keys/keys`, (call) => {
      const version = call.query.get("version") ?? "";
      if (!VERSION.test(version)) return UNRECOGNIZED;
      const limited = { ...call, jsonLimits: { ...call.jsonLimits, maxBytes: MAX_BACKUP_BYTES } };
      return withBody(limited, bodies.backedUpKeys(call.session.roomId), (body) =>
        forward(call, { method: "PUT", segments: ["room_keys", "keys"], query: { version }, body }),
      );
    }),
    // What was said longer ago than one sync tells.
    route(`GET ${V3}/rooms/{own}/messages`, (call) => {
      const from = call.query.get("from");
      if (call.query.get("dir") !== "b" || (from !== undefined && !POSITION.test(from))) return UNRECOGNIZED;
      const query = { dir: "b", limit: "100", ...(from === undefined ? {} : { from }) };
      return forward(call, { method: "GET", segments: ["rooms", call.session.roomId, "messages"], query });
    }),
  ];
}

function accountData(session: VictimSession, type: string): readonly string[] {
  return ["user", session.userId, "account_data", type];
}

function ownRoomOnly(kept: unknown, session: VictimSession): object {
  const rooms = (kept as { rooms?: Record<string, unknown> } | null)?.rooms ?? {};
  const own = rooms[session.roomId];
  return { rooms: own === undefined ? {} : { [session.roomId]: own } };
}

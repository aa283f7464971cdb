/**
 * The allow-list: every Matrix request that a victim's page may make. What is not here is answered 404 before Synapse hears of it.
 * `{own}` must be the conversation's room and `{me}` its victim; the dispatcher has checked both.
 */
import { EventId } from "@abri/contract";
import type { z } from "zod";
import type { Returns } from "../../ports/returns.ts";
import type { VictimDesk } from "../../ports/victimDesk.ts";
import { type Answer, json, refused, UNRECOGNIZED } from "./answer.ts";
import { type Handler, type SessionCall, withBody } from "./call.ts";
import { FIXED_ANSWERS } from "./fixedAnswers.ts";
import { type Asked, forwarding } from "./forward.ts";
import { keptKeysRoutes } from "./keptKeys.ts";
import { isPeer, narrowClaim, narrowQuery, othersAskedFor, withoutDevices } from "./keysOfPeers.ts";
import * as bodies from "./matrixBodies.ts";
import { mediaRoutes, type MediaParts } from "./media.ts";
import type { Route } from "./routeTable.ts";
import { syncRoute } from "./sync.ts";

export interface AllowListParts extends MediaParts {
  readonly desk: VictimDesk;
  readonly returns: Returns;
}

const V3 = "/_matrix/client/v3";
const MAX_JSON_ANSWER = 1024 * 1024;
/** A room of ours has a handful of members. */
const MAX_UNSEEN = 50;
const NOT_A_PEER = refused("M_FORBIDDEN", "Only for the people of this conversation.");

export function allowList(parts: AllowListParts): Route<Handler>[] {
  const forward = forwarding(parts.upstream, MAX_JSON_ANSWER);

  const toDevice = <T extends { messages: object }>(type: string, schema: z.ZodType<T>) =>
    route(`PUT ${V3}/sendToDevice/${type}/{txn}`, (call) =>
      withBody(call, schema, (body) =>
        Object.keys(body.messages).every((user) => isPeer(call.session, user))
          ? forward(call, put(["sendToDevice", type, call.parameters.txn ?? ""], body))
          : NOT_A_PEER,
      ),
    );

  return [
    open("GET /_matrix/client/versions", () => FIXED_ANSWERS.versions),
    route(`GET ${V3}/capabilities`, () => FIXED_ANSWERS.capabilities),
    route(`GET ${V3}/pushrules/`, () => FIXED_ANSWERS.pushRules),
    route(`POST ${V3}/user/{me}/filter`, () => FIXED_ANSWERS.filterMade),
    route(`GET ${V3}/user/{me}/filter/{name}`, () => FIXED_ANSWERS.filter),
    route(`GET ${V3}/voip/turnServer`, () => FIXED_ANSWERS.noTurnServers),
    ...keptKeysRoutes(parts.upstream),

    syncRoute(`GET ${V3}/sync`, parts),

    route(`POST ${V3}/keys/upload`, (call) =>
      withBody(call, bodies.KeysUpload, (body) => forward(call, post(["keys", "upload"], body))),
    ),
    // Once: Synapse takes the same keys again, and asks a password for others, which nobody has.
    route(`POST ${V3}/keys/device_signing/upload`, (call) =>
      withBody(call, bodies.SigningKeysUpload, (body) =>
        forward(call, post(["keys", "device_signing", "upload"], body)),
      ),
    ),
    route(`POST ${V3}/keys/signatures/upload`, (call) =>
      withBody(call, bodies.SignaturesUpload, (body) =>
        Object.keys(body).every((user) => user === call.session.userId)
          ? forward(call, post(["keys", "signatures", "upload"], body))
          : NOT_A_PEER,
      ),
    ),
    route(`POST ${V3}/keys/query`, (call) =>
      withBody(call, bodies.KeysQuery, (asked) => {
        const others = othersAskedFor(call.session, asked);
        const { unseen } = parts.memories.of(call.session.conversationId);
        for (const user of others) if (unseen.size < MAX_UNSEEN) unseen.add(user);
        const narrowed = narrowQuery(call.session, asked);
        if (narrowed === null) return json(withoutDevices(others, {}));
        return forward(call, post(["keys", "query"], narrowed), (known) =>
          withoutDevices(others, known as Record<string, unknown>),
        );
      }),
    ),
    route(`POST ${V3}/keys/claim`, (call) =>
      withBody(call, bodies.KeysClaim, (asked) => {
        const narrowed = narrowClaim(call.session, asked);
        return narrowed === null
          ? json({ one_time_keys: {}, failures: {} })
          : forward(call, post(["keys", "claim"], narrowed));
      }),
    ),
    toDevice("m.room.encrypted", bodies.ToDeviceEncrypted),
    toDevice("m.room_key.withheld", bodies.ToDeviceWithheld),

    route(`PUT ${V3}/rooms/{own}/send/m.room.encrypted/{txn}`, (call) =>
      withBody(call, bodies.RoomEncrypted, (body) =>
        forward(call, put(["rooms", call.session.roomId, "send", "m.room.encrypted", call.parameters.txn ?? ""], body)),
      ),
    ),
    // Without a reason, which would be clear text. Synapse lets a user redact nobody's events but their own: `redact` is 100 in the room.
    route(`PUT ${V3}/rooms/{own}/redact/{event}/{txn}`, (call) => {
      const event = EventId.safeParse(call.parameters.event);
      if (!event.success) return UNRECOGNIZED;
      return withBody(call, bodies.Nothing, (body) =>
        forward(call, put(["rooms", call.session.roomId, "redact", event.data, call.parameters.txn ?? ""], body)),
      );
    }),
    route(`PUT ${V3}/rooms/{own}/typing/{me}`, (call) =>
      withBody(call, bodies.Typing, (body) =>
        forward(call, put(["rooms", call.session.roomId, "typing", call.session.userId], body)),
      ),
    ),
    ...(["m.read", "m.read.private"] as const).map((type) =>
      route(`POST ${V3}/rooms/{own}/receipt/${type}/{event}`, (call) =>
        withBody(call, bodies.Receipt, (body) =>
          forward(call, post(["rooms", call.session.roomId, "receipt", type, call.parameters.event ?? ""], body)),
        ),
      ),
    ),
    ...(["join", "leave"] as const).map((change) =>
      route(`POST ${V3}/rooms/{own}/${change}`, (call) =>
        withBody(call, bodies.Nothing, (body) => forward(call, post(["rooms", call.session.roomId, change], body))),
      ),
    ),
    route(`GET ${V3}/rooms/{own}/members`, (call) => forward(call, membersRequest(call))),
    route(`POST ${V3}/rooms/{own}/invite`, (call) =>
      withBody(call, bodies.Invite, (body) =>
        body.user_id === call.session.invitable
          ? forward(call, post(["rooms", call.session.roomId, "invite"], body))
          : refused("M_FORBIDDEN", "Only the officer who is being asked."),
      ),
    ),

    ...mediaRoutes(parts),
  ];
}

function open(name: string, run: () => Answer): Route<Handler> {
  return { name, handle: { needs: "nothing", run } };
}

function route(name: string, run: (call: SessionCall) => Answer | Promise<Answer>): Route<Handler> {
  return { name, handle: { needs: "session", run } };
}

function post(segments: readonly string[], body: object): Asked {
  return { method: "POST", segments, body };
}

function put(segments: readonly string[], body: object): Asked {
  return { method: "PUT", segments, body };
}

const MEMBERSHIP = /^(join|invite|leave|ban|knock)$/;

function membersRequest(call: SessionCall): Asked {
  const query: Record<string, string> = {};
  for (const name of ["membership", "not_membership"]) {
    const value = call.query.get(name);
    if (value !== undefined && MEMBERSHIP.test(value)) query[name] = value;
  }
  return { method: "GET", segments: ["rooms", call.session.roomId, "members"], query };
}

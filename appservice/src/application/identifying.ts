/**
 * Who stands behind a widget: an OpenID token, taken once, vouched for by the officer's own homeserver, and good for the one room that the
 * widget stands in. Whoever is not on the roster, or has nothing to do in that room, gets nothing.
 */
import type { Corps, RoomId } from "@abri/contract";
import { type Identity, type IdentityRequest, OfficerToken } from "@abri/contract/officers";
import type { Clock } from "../ports/clock.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import type { OpenIds } from "../ports/matrix.ts";
import type { OfficerSessions } from "../ports/officerSessions.ts";
import type { Standing } from "../ports/officersOrigin.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";
import { sha256 } from "./credentials.ts";
import type { OfficersDesk } from "./officersDesk.ts";

interface Parts {
  readonly openIds: OpenIds;
  readonly sessions: OfficerSessions;
  readonly desk: Pick<OfficersDesk, "everybody" | "inRoom">;
  /** Which corps' Permanence a room is. */
  readonly permanenceOf: (room: RoomId) => Corps | null;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** A turn of duty. */
const SESSION_MS = 12 * 3_600_000;

export class Identifying {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async identify({ openId, roomId }: IdentityRequest): Promise<Identity | null> {
    const { openIds, sessions, clock, randomness } = this.#parts;
    const userId = await openIds.holderOf(openId.matrix_server_name, openId.access_token);
    if (userId === null) return null;
    const standing = await this.#standing(userId, roomId);
    if (standing === null) return null;
    const token = OfficerToken.parse(randomness.bytes(32).toString("base64url"));
    const now = clock.now();
    const session = { userId, roomId, expiresAt: now + SESSION_MS };
    if (!(await sessions.begin(sha256(openId.access_token), sha256(token), session, now))) return null;
    const { corps, number, supervisor } = standing.officer;
    return {
      token,
      expiresAt: session.expiresAt,
      officer: { userId, corps, number },
      supervisor,
      room: standing.room,
    };
  }

  async standing(token: OfficerToken): Promise<Standing | null> {
    const { sessions, clock } = this.#parts;
    const session = await sessions.find(sha256(token), clock.now());
    return session === null ? null : this.#standing(session.userId, session.roomId);
  }

  async #standing(userId: RosterOfficer["userId"], roomId: RoomId): Promise<Standing | null> {
    const { desk, permanenceOf } = this.#parts;
    const roster = await desk.everybody();
    const officer = roster.find((one) => one.userId === userId);
    if (officer === undefined) return null;
    const corps = permanenceOf(roomId);
    if (corps !== null) return corps === officer.corps ? { room: "permanence", officer, roster, corps } : null;
    const conversation = await desk.inRoom(roomId);
    if (conversation === null || !mayStandIn(conversation, userId)) return null;
    return { room: "conversation", officer, roster, conversation };
  }
}

/** Whoever answers, or answered until it was closed. */
function mayStandIn({ state }: StoredConversation, userId: RosterOfficer["userId"]): boolean {
  if (state.phase === "active") return state.officers.includes(userId);
  return state.phase === "closed" && (state.before?.includes(userId) ?? false);
}

/** Who is in a conversation's room, and out with them. Done by the bot. */
import { type RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { Membership, RoomMembers } from "../../ports/matrix.ts";
import { Anything, path, unlessRefused, type MatrixClient } from "./client.ts";

const MembersAnswer = z.object({
  chunk: z.array(
    z.object({
      state_key: UserId,
      content: z.object({ membership: z.enum(["invite", "join", "leave", "ban", "knock"]) }),
    }),
  ),
});

/** What Synapse answers when the bot is no longer in the room, or the room is gone. */
const GONE = ["M_FORBIDDEN", "M_NOT_FOUND", "M_UNKNOWN"];

export class Members implements RoomMembers {
  readonly #appservice: MatrixClient;
  readonly #bot: UserId;
  constructor(appservice: MatrixClient, bot: UserId) {
    this.#appservice = appservice;
    this.#bot = bot;
  }

  async present(room: RoomId): Promise<readonly { userId: UserId; membership: Membership }[]> {
    const { chunk } = await unlessRefused(
      this.#appservice.call({
        method: "GET",
        path: path`/_matrix/client/v3/rooms/${room}/members`,
        answer: MembersAnswer,
      }),
      GONE,
      { chunk: [] },
    );
    return chunk
      .map(({ state_key, content: { membership } }) => ({ userId: state_key, membership }))
      .filter(({ userId, membership }) => userId !== this.#bot && ["invite", "join", "knock"].includes(membership));
  }

  /** A kick withdraws an invitation too. `M_FORBIDDEN`: they have left meanwhile, or the room is gone. */
  async remove(room: RoomId, member: UserId, reason: string): Promise<void> {
    await unlessRefused(
      this.#appservice.call({
        method: "POST",
        path: path`/_matrix/client/v3/rooms/${room}/kick`,
        body: { user_id: member, reason },
        answer: Anything,
      }),
      GONE,
      undefined,
    );
  }
}

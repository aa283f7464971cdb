/** Who is in a conversation's room, and out with them. */
import { type RoomId, serverNameOf, UserId } from "@abri/contract";
import { z } from "zod";
import type { PresentMember, RoomMembers } from "../../ports/matrix.ts";
import { Anything, path, ROOM_GONE, unlessRefused, type MatrixClient } from "./client.ts";

const MembersAnswer = z.object({
  chunk: z.array(
    z.object({
      sender: UserId,
      state_key: UserId,
      content: z.object({ membership: z.enum(["invite", "join", "leave", "ban", "knock"]) }),
    }),
  ),
});

export class Members implements RoomMembers {
  readonly #appservice: MatrixClient;
  readonly #bot: UserId;
  constructor(appservice: MatrixClient, bot: UserId) {
    this.#appservice = appservice;
    this.#bot = bot;
  }

  async present(room: RoomId): Promise<readonly PresentMember[]> {
    const { chunk } = await unlessRefused(
      this.#appservice.call({
        method: "GET",
        path: path`/_matrix/client/v3/rooms/${room}/members`,
        answer: MembersAnswer,
      }),
      ROOM_GONE,
      { chunk: [] },
    );
    return chunk
      .map(({ sender, state_key, content: { membership } }) => ({ userId: state_key, membership, by: sender }))
      .filter(({ userId, membership }) => userId !== this.#bot && ["invite", "join", "knock"].includes(membership));
  }

  /**
   * A kick withdraws an invitation too, in the name of the victim whose page has sent it: an officers' homeserver, which is not in the room yet,
   * believes nobody else (Synapse 1.163, `FederationEventHandler.on_receive_pdu`). `M_FORBIDDEN`: they have left meanwhile, or the room
   * is gone.
   */
  async remove(room: RoomId, { userId, membership, by }: PresentMember, reason: string): Promise<void> {
    const bySomePage = by.startsWith("@victim-") && serverNameOf(by) === serverNameOf(this.#bot);
    await unlessRefused(
      this.#appservice.call({
        method: "POST",
        path: path`/_matrix/client/v3/rooms/${room}/kick`,
        body: { user_id: userId, reason },
        ...(membership === "invite" && bySomePage ? { as: by } : {}),
        answer: Anything,
      }),
      ROOM_GONE,
      undefined,
    );
  }
}

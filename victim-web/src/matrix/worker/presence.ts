/** Who is in the room and who is writing there, told at each change. What the desk says of it is the page's to compare. */
import { serverNameOf, type UserId } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { type CryptoApi, CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Room } from "matrix-js-sdk/lib/models/room.js";
import { RoomMemberEvent } from "matrix-js-sdk/lib/models/room-member.js";
import { RoomStateEvent } from "matrix-js-sdk/lib/models/room-state.js";
import type { Member, RoomListener } from "../../conversation/ports.ts";
import { isAttested } from "./officerKeys.ts";

/** Somebody who stops for a breath does not stop writing. */
const STILL_TYPING_MS = 1_500;

export class RoomPresence {
  private readonly client: MatrixClient;
  private readonly crypto: CryptoApi;
  private readonly room: Room;
  private readonly me: string;
  private readonly listener: RoomListener;
  private clearing: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;
  /** The service's bot, which is in every room; its name is fixed (`@relais` on the victims' homeserver). */
  private readonly relay: string;

  constructor(client: MatrixClient, crypto: CryptoApi, room: Room, me: UserId, listener: RoomListener) {
    this.client = client;
    this.crypto = crypto;
    this.room = room;
    this.me = me;
    this.listener = listener;
    this.relay = `@relais:${serverNameOf(me)}`;
  }

  open(): void {
    const look = (): void => void this.tellMembers();
    this.client.on(RoomStateEvent.Members, look);
    this.client.on(CryptoEvent.UserTrustStatusChanged, look);
    this.client.on(CryptoEvent.DevicesUpdated, look);
    this.client.on(RoomMemberEvent.Typing, () => void this.tellTyping());
    look();
  }

  private async tellMembers(): Promise<void> {
    this.looks += 1;
    const look = this.looks;
    const others = this.room.getJoinedMembers().filter(({ userId }) => userId !== this.me);
    const members = await Promise.all(
      others.map(async ({ userId }): Promise<Member> => {
        return { userId, attested: await isAttested(this.crypto, userId), isRelay: userId === this.relay };
      }),
    );
    // A later look may have overtaken this one.
    if (look === this.looks) this.listener.members(members);
  }

  private async tellTyping(): Promise<void> {
    const writing: string[] = [];
    for (const { userId, typing } of this.room.getJoinedMembers()) {
      if (typing && userId !== this.me && (await isAttested(this.crypto, userId))) writing.push(userId);
    }
    clearTimeout(this.clearing);
    if (writing.length > 0) this.listener.typing(writing);
    else this.clearing = setTimeout(() => this.listener.typing([]), STILL_TYPING_MS);
  }
}

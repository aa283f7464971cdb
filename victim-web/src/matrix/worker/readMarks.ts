/**
 * How far attested officers have read, by their own `m.read` receipts (client-server API, "Receipts"). A homeserver could forge a receipt,
 * as it could withhold one: it is shown as what the officer's client says, and nothing depends on it.
 */
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import { type Room, RoomEvent } from "matrix-js-sdk/lib/models/room.js";
import type { RoomListener } from "../../conversation/ports.ts";
import { isAttested } from "./officerKeys.ts";

export class ReadMarks {
  private readonly client: MatrixClient;
  private readonly crypto: CryptoApi;
  private readonly room: Room;
  private readonly me: string;
  private readonly listener: RoomListener;
  /** Every event in the order of the room; kept here because a gap in a sync empties matrix-js-sdk's timeline. */
  private readonly order = new Map<string, number>();
  private upTo = -1;

  constructor(client: MatrixClient, crypto: CryptoApi, room: Room, me: string, listener: RoomListener) {
    this.client = client;
    this.crypto = crypto;
    this.room = room;
    this.me = me;
    this.listener = listener;
  }

  open(): void {
    this.client.on(RoomEvent.Timeline, (event, room) => {
      if (room?.roomId === this.room.roomId) this.note(event.getId());
    });
    this.client.on(RoomEvent.LocalEchoUpdated, (event, room) => {
      // Not when the homeserver has answered: only the sync tells what came before it.
      if (room.roomId === this.room.roomId && event.status === null) this.note(event.getId());
    });
    this.client.on(RoomEvent.Receipt, (_event, room) => {
      if (room.roomId === this.room.roomId) void this.look();
    });
    for (const event of this.room.getLiveTimeline().getEvents()) this.note(event.getId());
    // What was read before the victim came back.
    void this.look();
  }

  /** A message of the victim's own has a local name until the homeserver has given it one. */
  private note(eventId: string | undefined): void {
    if (eventId?.startsWith("$") && !this.order.has(eventId)) this.order.set(eventId, this.order.size);
  }

  private async look(): Promise<void> {
    for (const { userId } of this.room.getJoinedMembers()) {
      if (userId === this.me || !(await isAttested(this.crypto, userId))) continue;
      // Not what matrix-js-sdk makes up when somebody sends: that somebody wrote does not say what they have read.
      const at = this.order.get(this.room.getReadReceiptForUserId(userId, true)?.eventId ?? "");
      if (at === undefined || at <= this.upTo) continue;
      this.upTo = at;
      this.listener.read(new Set([...this.order].filter(([, index]) => index <= at).map(([eventId]) => eventId)));
    }
  }
}

/**
 * Decides which of the room's messages the page may show: those that were encrypted, by a device that an attested officer has signed.
 * All else is held back and counted; it is looked at again when keys or trust change, because an officer's new device is not known
 * at once.
 */
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { type CryptoApi, CryptoEvent, EventShieldColour } from "matrix-js-sdk/lib/crypto-api/index.js";
import { type MatrixEvent, MatrixEventEvent } from "matrix-js-sdk/lib/models/event.js";
import { type Room, RoomEvent } from "matrix-js-sdk/lib/models/room.js";
import type { RoomListener } from "../../conversation/ports.ts";
import { readIncoming } from "./incoming.ts";
import { readOwn } from "./kept/earlier.ts";
import type { History } from "./kept/history.ts";
import { isAttested } from "./officerKeys.ts";

interface Redaction {
  readonly redacts?: unknown;
}

export class IncomingGate {
  private readonly client: MatrixClient;
  private readonly crypto: CryptoApi;
  private readonly room: Room;
  private readonly me: string;
  private readonly listener: RoomListener;
  private readonly history: History;
  /** The victim's own events from before they came back. */
  private readonly own = new Set<string>();
  /** In the order of the room. */
  private readonly heldBack = new Map<string, MatrixEvent>();
  /** The last edit of each event by each sender; it may come before the event can be read. */
  private readonly edits = new Map<string, string>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    client: MatrixClient,
    crypto: CryptoApi,
    room: Room,
    me: string,
    listener: RoomListener,
    history: History,
  ) {
    this.client = client;
    this.crypto = crypto;
    this.room = room;
    this.me = me;
    this.listener = listener;
    this.history = history;
  }

  /** @param cameBack what is in the room now of the victim's own is shown too. Resolves when all that is there now has been looked at. */
  open(cameBack: boolean): Promise<void> {
    const before = this.room.getLiveTimeline().getEvents();
    for (const event of cameBack ? before : []) if (event.getSender() === this.me) this.own.add(event.getId() ?? "");
    this.client.on(RoomEvent.Timeline, (event, room) => {
      if (room?.roomId === this.room.roomId) this.take(event);
    });
    this.client.on(MatrixEventEvent.Decrypted, (event) => {
      if (event.getRoomId() === this.room.roomId) this.take(event);
    });
    this.client.on(RoomEvent.Redaction, (redaction, room) => {
      if (room.roomId === this.room.roomId)
        this.redacted(redaction.event.redacts ?? redaction.getContent<Redaction>().redacts);
    });
    const again = (): void => {
      for (const event of this.heldBack.values()) this.take(event);
    };
    this.client.on(CryptoEvent.DevicesUpdated, again);
    this.client.on(CryptoEvent.UserTrustStatusChanged, again);
    for (const event of before) this.take(event);
    return this.queue;
  }

  /** One after another, so that the order of the room is the order of the page. */
  private take(event: MatrixEvent): void {
    if (event.isState() || event.status !== null) return;
    if (event.getSender() === this.me && !this.own.has(event.getId() ?? "")) return;
    this.queue = this.queue.then(() => this.consider(event)).catch(() => undefined);
  }

  private redacted(eventId: unknown): void {
    if (typeof eventId !== "string") return;
    this.queue = this.queue.then(() => {
      if (this.heldBack.delete(eventId)) this.listener.hidden(this.heldBack.size);
      this.listener.withdrawn(eventId);
    });
  }

  private async consider(event: MatrixEvent): Promise<void> {
    const id = event.getId();
    const sender = event.getSender();
    if (id === undefined || sender === undefined) return;
    if (event.isRedacted()) return;
    // Its own content, not what matrix-js-sdk puts in its place: an edit is judged by itself, below.
    const incoming = readIncoming(event.getType(), event.getOriginalContent());
    const undecrypted =
      event.isBeingDecrypted() || event.isDecryptionFailure() || event.getType() === "m.room.encrypted";
    const recalled = sender === this.me ? readOwn(event) : null;
    if (incoming.kind === "nothing" && recalled === null && !undecrypted) return;
    const trusted = !undecrypted && (await this.isTrusted(event, sender));
    const before = this.heldBack.size;
    if (trusted) this.heldBack.delete(id);
    else this.heldBack.set(id, event);
    if (this.heldBack.size !== before) this.listener.hidden(this.heldBack.size);
    if (!trusted) return;
    if (sender === this.me) {
      if (recalled !== null) this.listener.recalled(recalled);
      return;
    }
    switch (incoming.kind) {
      case "text": {
        this.listener.received(id, sender, incoming.text);
        const edited = this.edits.get(`${id} ${sender}`);
        if (edited !== undefined) this.listener.edited(id, sender, edited);
        return;
      }
      case "edit":
        this.edits.set(`${incoming.of} ${sender}`, incoming.text);
        this.listener.edited(incoming.of, sender, incoming.text);
        return;
      case "picture":
        this.listener.received(id, sender, null, incoming.file);
        return;
      case "other":
        this.listener.received(id, sender, null);
        return;
      case "nothing":
        return;
    }
  }

  private async isTrusted(event: MatrixEvent, sender: string): Promise<boolean> {
    if (!event.isEncrypted()) return false;
    const { session_id: sessionId } = event.getWireContent() as { session_id?: unknown };
    if (typeof sessionId !== "string") return false;
    // An officer's certificate of then may have expired: that it was good was found then.
    if (this.history.vouchesFor(sessionId, sender)) return true;
    if (sender === this.me || !(await isAttested(this.crypto, sender))) return false;
    const info = await this.crypto.getEncryptionInfoForEvent(event);
    if (info?.shieldColour !== EventShieldColour.NONE) return false;
    this.history.note(sessionId, sender);
    return true;
  }
}

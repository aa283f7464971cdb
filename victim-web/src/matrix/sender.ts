/**
 * Sends events into the room, each once however often it is tried: what has been encrypted and may have left is sent again as the same
 * ciphertext under the same transaction ID, which the homeserver takes once.
 */
import { INTAKE_EVENT, type IntakeContent } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { EventStatus, type MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import type { Room } from "matrix-js-sdk/lib/models/room.js";
import type { Outgoing, Sent } from "../conversation/ports.ts";
import { type Doorway, NoReaderError } from "./doorway.ts";

declare module "matrix-js-sdk/lib/@types/event.js" {
  interface TimelineEvents {
    [INTAKE_EVENT]: IntakeContent;
  }
}

export class Sender {
  private readonly client: MatrixClient;
  private readonly room: Room;
  private readonly door: Doorway;
  /** By the outbox's key: encrypted, tried, and not known to have arrived. */
  private readonly tried = new Map<string, MatrixEvent>();
  private tries = 0;

  constructor(client: MatrixClient, room: Room, door: Doorway) {
    this.client = client;
    this.room = room;
    this.door = door;
  }

  async send(key: string, outgoing: Outgoing): Promise<Sent> {
    this.door.takeRefusal();
    try {
      const again = this.tried.get(key);
      if (again) await this.client.resendEvent(again, this.room);
      else await this.sendNew(key, outgoing);
      this.tried.delete(key);
      return "sent";
    } catch (error) {
      return this.afterFailure(key, error);
    }
  }

  private async sendNew(key: string, outgoing: Outgoing): Promise<void> {
    // What was held back at the door never left, so its next try may have a transaction ID of its own.
    this.tries += 1;
    const transactionId = `${key}.${this.tries}`;
    const sending = this.begin(transactionId, outgoing);
    const event = this.room.getEventForTxnId(transactionId);
    if (event) this.tried.set(key, event);
    await sending;
  }

  private begin(transactionId: string, outgoing: Outgoing): Promise<unknown> {
    const { roomId } = this.room;
    switch (outgoing.type) {
      case "text": {
        // An empty m.mentions: a name or "@room" in the text calls nobody.
        const content = { msgtype: "m.text", body: outgoing.text, "m.mentions": {} };
        return this.client.sendEvent(roomId, "m.room.message" as never, content as never, transactionId);
      }
      case "intake":
        return this.client.sendEvent(roomId, INTAKE_EVENT, outgoing.content, transactionId);
    }
  }

  private afterFailure(key: string, error: unknown): Sent {
    const refusal = this.door.takeRefusal();
    const event = this.tried.get(key);
    if (event && (refusal || !event.isEncrypted())) {
      this.tried.delete(key);
      if (event.status === EventStatus.NOT_SENT) this.client.cancelPendingEvent(event);
    }
    if (refusal) return refusal instanceof NoReaderError ? "no-reader" : "refused";
    // A dead session is told by the status; what is too much now may pass later; anything else that a server refuses stays refused.
    const status = error instanceof MatrixError ? (error.httpStatus ?? 0) : 0;
    return status >= 400 && status < 500 && status !== 401 && status !== 429 ? "refused" : "later";
  }
}

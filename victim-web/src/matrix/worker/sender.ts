/**
 * Sends events into the room, each once however often it is tried: what has been encrypted and may have left is sent again as the same
 * ciphertext under the same transaction ID, which the homeserver takes once.
 */
import { INTAKE_EVENT } from "@abri/contract";
import type { MatrixClient } from "matrix-js-sdk/lib/client.js";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { EventStatus, type MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import type { Room } from "matrix-js-sdk/lib/models/room.js";
import type { Outgoing, Sent } from "../../conversation/ports.ts";
import { type Doorway, NoReaderError } from "./doorway.ts";
import { padded } from "./padding.ts";

/** A picture has been brought to the media store by then: what is sent is the event that carries it. */
export type OutgoingEvent =
  | Exclude<Outgoing, { type: "picture" }>
  | { readonly type: "image"; readonly content: Readonly<Record<string, unknown>> };
type New = Exclude<OutgoingEvent, { type: "again" }>;

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

  async send(key: string, outgoing: OutgoingEvent): Promise<Sent> {
    this.door.takeRefusal();
    try {
      const again = this.tried.get(key);
      let eventId: string;
      if (again) eventId = await this.sendAgain(again);
      else if (outgoing.type === "again") return { kind: "refused" };
      else eventId = await this.sendNew(key, outgoing);
      this.tried.delete(key);
      return { kind: "sent", eventId };
    } catch (error) {
      return this.afterFailure(key, error);
    }
  }

  /** The victim has taken it back before it could leave. */
  forget(key: string): void {
    const event = this.tried.get(key);
    this.tried.delete(key);
    if (event?.status === EventStatus.NOT_SENT) this.client.cancelPendingEvent(event);
  }

  /** Client-server API, "Redactions": one's own event, without a reason; the same transaction ID each time. */
  async redact(key: string, eventId: string): Promise<"done" | "later" | "refused"> {
    const path = ["rooms", this.room.roomId, "redact", eventId, key].map(encodeURIComponent).join("/");
    try {
      await this.client.http.authedRequest(Method.Put, `/${path}`, undefined, {});
      return "done";
    } catch (error) {
      return isFinal(error) ? "refused" : "later";
    }
  }

  private async sendAgain(event: MatrixEvent): Promise<string> {
    // It had arrived, and only the answer was lost: the sync has brought it back.
    const hasArrived = event.status === null || event.status === EventStatus.SENT;
    if (!hasArrived) await this.client.resendEvent(event, this.room);
    return event.getId() ?? "";
  }

  private async sendNew(key: string, outgoing: New): Promise<string> {
    // What was held back at the door never left, so its next try may have a transaction ID of its own.
    this.tries += 1;
    const transactionId = `${key}.${this.tries}`;
    const [type, content] = eventOf(outgoing);
    const { roomId } = this.room;
    const sending = this.client.sendEvent(roomId, type as never, padded(roomId, type, content) as never, transactionId);
    const event = this.room.getEventForTxnId(transactionId);
    if (event) this.tried.set(key, event);
    return (await sending).event_id;
  }

  private afterFailure(key: string, error: unknown): Sent {
    const refusal = this.door.takeRefusal();
    const event = this.tried.get(key);
    if (event && (event.status === null || event.status === EventStatus.SENT)) {
      this.tried.delete(key);
      return { kind: "sent", eventId: event.getId() ?? "" };
    }
    if (event && (refusal || !event.isEncrypted())) {
      this.tried.delete(key);
      if (event.status === EventStatus.NOT_SENT) this.client.cancelPendingEvent(event);
      // Nothing has left, so there is nothing that may have arrived.
      if (!refusal) return { kind: "no-reader" };
    }
    if (refusal) return { kind: refusal instanceof NoReaderError ? "no-reader" : "refused" };
    return { kind: isFinal(error) ? "refused" : "later" };
  }
}

/** A dead session is told by the status; what is too much now may pass later; anything else that a server refuses stays refused. */
function isFinal(error: unknown): boolean {
  const status = error instanceof MatrixError ? (error.httpStatus ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 401 && status !== 429;
}

/** The standard events, so that any Matrix client shows them right; only the intake is ours. */
function eventOf(outgoing: New): readonly [type: string, content: object] {
  switch (outgoing.type) {
    case "text":
      return ["m.room.message", text(outgoing.text)];
    case "edit": {
      // The fallback of a client that does not know edits shows the whole new text (client-server API, "Event replacements").
      const relation = { rel_type: "m.replace", event_id: outgoing.of };
      const content = { ...text(`* ${outgoing.text}`), "m.new_content": text(outgoing.text), "m.relates_to": relation };
      return ["m.room.message", content];
    }
    case "image":
      return ["m.room.message", outgoing.content];
    case "position":
      // "m.location": a client without a map shows the text.
      return [
        "m.room.message",
        { msgtype: "m.location", body: outgoing.text, geo_uri: outgoing.geoUri, "m.mentions": {} },
      ];
    case "intake":
      return [INTAKE_EVENT, outgoing.content];
  }
}

/** An empty m.mentions: a name or "@room" in the text calls nobody. */
function text(body: string): object {
  return { msgtype: "m.text", body, "m.mentions": {} };
}

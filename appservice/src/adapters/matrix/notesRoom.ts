/**
 * The officers' room for private notes; one for all corps, because nobody knows yet who comes next when a note is written (ADR 0025). The bot
 * makes it and is the only one who invites, removes and redacts; it has no device, and whatever it says here it says in clear.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EventId, type RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { Note, NotesRoom } from "../../ports/matrix.ts";
import type { ErasableHomeserver } from "./eraser.ts";
import { Anything, MatrixClient, path, Sent, unlessRefused } from "./client.ts";
import { BOT_DECIDES, NamedRooms } from "./namedRooms.ts";

/** In the application service's own namespace, so that nobody else can take it. */
const ALIAS = "permanence-notes";
const PAGE = "50";
/** The event, or the whole room, is gone. */
const GONE = ["M_NOT_FOUND", "M_FORBIDDEN"];
const POLL_MS = 200;
/** So long a redaction may travel before it is taken as lost on its way. */
const TRAVEL_MS = 10_000;

const Relation = z.object({ rel_type: z.string(), event_id: EventId });
const Event = z.object({
  type: z.string(),
  sender: UserId,
  content: z.object({ "m.relates_to": Relation.optional().catch(undefined) }),
  unsigned: z.object({ redacted_because: z.unknown().optional() }).optional(),
});
const Page = z.object({ chunk: z.array(z.object({ event_id: EventId })), next_batch: z.string().optional() });
const Context = z.object({ event: Event });

export class SynapseNotesRoom implements NotesRoom {
  readonly #appservice: MatrixClient;
  readonly #rooms: NamedRooms;
  readonly #admins: ReadonlyMap<string, MatrixClient>;

  /** `homeservers`: all of them; `serverName`: the one that holds the room. */
  constructor(appservice: MatrixClient, serverName: string, homeservers: readonly ErasableHomeserver[]) {
    this.#appservice = appservice;
    this.#rooms = new NamedRooms(appservice, serverName);
    this.#admins = new Map(homeservers.map((one) => [one.serverName, new MatrixClient(one.url, one.adminAccessToken)]));
  }

  ensure(): Promise<RoomId> {
    return this.#rooms.ensure({
      alias: ALIAS,
      name: "Notes",
      topic:
        "Notes pour l’agent suivant, un fil par conversation : !notes 48-21 dans la Permanence. Effacées avec elle.",
      initialState: [
        { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
        // Clients then give keys to whoever is invited too: an officer who accepts late has missed nothing since.
        { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "invited" } },
        { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
      ],
      powerLevels: {
        ...BOT_DECIDES,
        // No client encrypts a reaction.
        events: { "m.reaction": 100 },
        notifications: { room: 100 },
      },
    });
  }

  /** `M_FORBIDDEN`: in it meanwhile. */
  async invite(room: RoomId, officer: UserId): Promise<void> {
    const route = path`/_matrix/client/v3/rooms/${room}/invite`;
    const invited = this.#appservice.call({
      method: "POST",
      path: route,
      body: { user_id: officer },
      answer: Anything,
    });
    await unlessRefused(invited, ["M_FORBIDDEN"], undefined);
  }

  async begin(room: RoomId, text: string, transactionId: string): Promise<EventId> {
    const { event_id: root } = await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transactionId}`,
      body: { msgtype: "m.notice", body: text },
      answer: Sent,
    });
    return root;
  }

  async look(room: RoomId, event: EventId): Promise<Note | null> {
    const found = await this.#event(room, event);
    if (found === null) return null;
    const { sender, type, content } = found;
    return { sender, encrypted: type === "m.room.encrypted", root: await this.#rootOf(room, content["m.relates_to"]) };
  }

  /** An edit, or the answer to a poll, relates to an event of the thread and not to its root. */
  async #rootOf(room: RoomId, relation: z.infer<typeof Relation> | undefined): Promise<EventId | null> {
    if (relation === undefined) return null;
    if (relation.rel_type === "m.thread") return relation.event_id;
    const related = (await this.#event(room, relation.event_id))?.content["m.relates_to"];
    return related?.rel_type === "m.thread" ? related.event_id : null;
  }

  async #event(room: RoomId, event: EventId): Promise<z.infer<typeof Event> | null> {
    const found = await unlessRefused(
      this.#appservice.call({
        method: "GET",
        path: path`/_matrix/client/v3/rooms/${room}/event/${event}`,
        answer: Event,
      }),
      GONE,
      null,
    );
    return found === null || isRedacted(found) ? null : found;
  }

  async related(room: RoomId, root: EventId): Promise<readonly EventId[]> {
    const found: EventId[] = [];
    let from: string | undefined;
    do {
      const { filled, template } = path`/_matrix/client/v1/rooms/${room}/relations/${root}`;
      const query = new URLSearchParams({ recurse: "true", limit: PAGE, ...(from === undefined ? {} : { from }) });
      const asked = this.#appservice.call({
        method: "GET",
        path: { template, filled: `${filled}?${query.toString()}` },
        answer: Page,
      });
      const page: z.infer<typeof Page> = await unlessRefused(asked, GONE, { chunk: [] });
      found.push(...page.chunk.map((one) => one.event_id));
      from = page.next_batch;
    } while (from !== undefined);
    return found;
  }

  async redact(room: RoomId, event: EventId, transactionId: string): Promise<void> {
    await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/redact/${event}/${transactionId}`,
      body: {},
      answer: Anything,
    });
  }

  async left(homeserver: string, room: RoomId, events: readonly EventId[]): Promise<readonly EventId[]> {
    const admin = this.#admins.get(homeserver);
    if (admin === undefined) throw new Error("a homeserver that the configuration does not name");
    const until = Date.now() + TRAVEL_MS;
    let left = events;
    for (;;) {
      const still: EventId[] = [];
      for (const event of left) if (await this.#isReadable(admin, room, event)) still.push(event);
      left = still;
      if (left.length === 0 || Date.now() > until) return left;
      await sleep(POLL_MS);
    }
  }

  /** As this homeserver shows it to a client of its own; it may never have heard of it, or of the room. */
  async #isReadable(admin: MatrixClient, room: RoomId, event: EventId): Promise<boolean> {
    const { filled, template } = path`/_synapse/admin/v1/rooms/${room}/context/${event}`;
    const asked = admin.call({
      method: "GET",
      path: { template, filled: `${filled}?limit=0` },
      answer: Context,
    });
    const found = await unlessRefused(asked, ["M_NOT_FOUND"], null);
    return found !== null && !isRedacted(found.event);
  }
}

function isRedacted({ unsigned }: z.infer<typeof Event>): boolean {
  return unsigned?.redacted_because !== undefined;
}

/**
 * Erases a conversation from one homeserver with Synapse's admin API: the room with all its events, its files and the copies of them, and on
 * the victims' homeserver the alias and the account too. Done twice it is done once; what is not there is erased.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { RoomId, type UserId } from "@abri/contract";
import { z } from "zod";
import { type Erasable, type Eraser, MatrixUnavailable } from "../../ports/matrix.ts";
import type { MediaFile } from "../../ports/fileStore.ts";
import { Anything, MatrixClient, path, unlessRefused } from "./client.ts";

const POLL_MS = 200;
/** Longer than this the job gives up and comes back. */
const LONGEST_MS = 120_000;
/** So long the officers' homeservers have to hear that their officers were dismissed, and why; then the room goes all the same. */
const FAREWELL_MS = 10_000;

const Room = z.object({ room_id: RoomId });
const Delete = z.object({ delete_id: z.string() });
const Status = z.object({ status: z.enum(["scheduled", "active", "shutting_down", "purging", "complete", "failed"]) });
const Statuses = z.object({ results: z.array(Status.extend({ delete_id: z.string() })) });
const Members = z.object({ members: z.array(z.string()) });
const Media = z.object({ total: z.int() });
/** Copies that were read in the very millisecond of the purge go too. */
const CLOCK_MARGIN_MS = 1_000;

export interface ErasableHomeserver {
  readonly serverName: string;
  readonly url: string;
  readonly adminAccessToken: string;
}

export class SynapseEraser implements Eraser {
  readonly homeservers: readonly string[];
  readonly #admins: ReadonlyMap<string, MatrixClient>;
  readonly #appservice: MatrixClient;
  readonly #victims: string;

  constructor(victims: ErasableHomeserver, others: readonly ErasableHomeserver[], appservice: MatrixClient) {
    const all = [victims, ...others];
    this.homeservers = all.map((one) => one.serverName);
    this.#admins = new Map(all.map((one) => [one.serverName, new MatrixClient(one.url, one.adminAccessToken)]));
    this.#appservice = appservice;
    this.#victims = victims.serverName;
  }

  async erase(homeserver: string, { roomId, alias, victim, files }: Erasable): Promise<void> {
    const admin = this.#admins.get(homeserver);
    if (admin === undefined) throw new Error("a homeserver that the configuration does not name");
    if (roomId !== null) await this.#untilDismissed(roomId);
    if (homeserver !== this.#victims) {
      if (roomId !== null) await this.#room(admin, roomId);
      await this.#files(admin, homeserver, files);
      // First where they come from, or an officer's client could fetch them once more between the two.
      const origin = this.#admins.get(this.#victims);
      if (files.length > 0 && origin !== undefined) await this.#media(origin, victim);
      await this.#copies(admin, files);
      return;
    }
    const fullAlias = `#${alias}:${this.#victims}`;
    // A start that failed half way may have made a room that we have never heard of.
    const room = roomId ?? (await this.#find(fullAlias));
    if (room !== null) await this.#room(admin, room);
    await unlessRefused(
      this.#appservice.call({
        method: "DELETE",
        path: path`/_matrix/client/v3/directory/room/${fullAlias}`,
        answer: Anything,
      }),
      ["M_NOT_FOUND"],
      undefined,
    );
    await this.#media(admin, victim);
    await this.#copies(admin, files);
    await unlessRefused(
      admin.call({
        method: "POST",
        path: path`/_synapse/admin/v1/deactivate/${victim}`,
        body: { erase: true },
        answer: Anything,
      }),
      ["M_NOT_FOUND"],
      undefined,
    );
  }

  /** A room that goes before its last events have travelled takes with it why the officer was dismissed. */
  async #untilDismissed(room: RoomId): Promise<void> {
    const until = Date.now() + FAREWELL_MS;
    while ((await this.#hasOfficer(room)) && Date.now() < until) await sleep(POLL_MS);
  }

  async #hasOfficer(room: RoomId): Promise<boolean> {
    const officers = [...this.#admins].filter(([serverName]) => serverName !== this.#victims);
    const answers = await Promise.all(
      officers.map(async ([serverName, admin]) => {
        const route = path`/_synapse/admin/v1/rooms/${room}/members`;
        // One that is down, or knows nothing of the room, is not waited for.
        const { members } = await admin
          .call({ method: "GET", path: route, answer: Members, timeoutMs: FAREWELL_MS })
          .catch(() => ({ members: [] }));
        return members.some((member) => member.endsWith(`:${serverName}`));
      }),
    );
    return answers.includes(true);
  }

  async #find(alias: string): Promise<RoomId | null> {
    const room = await unlessRefused(
      this.#appservice.call({
        method: "GET",
        path: path`/_matrix/client/v3/directory/room/${alias}`,
        answer: Room,
      }),
      ["M_NOT_FOUND"],
      null,
    );
    return room?.room_id ?? null;
  }

  /** `force_purge`: also when a local member could not be made to leave. Not blocked: a room ID never comes back. */
  async #room(admin: MatrixClient, room: RoomId): Promise<void> {
    const started = await unlessRefused(
      admin.call({
        method: "DELETE",
        path: path`/_synapse/admin/v2/rooms/${room}`,
        body: { block: false, purge: true, force_purge: true },
        answer: Delete,
      }),
      // M_UNKNOWN: a deletion of this room is under way already.
      ["M_NOT_FOUND", "M_UNKNOWN"],
      null,
    );
    const until = Date.now() + LONGEST_MS;
    for (;;) {
      const status =
        started === null ? await this.#statusOfRoom(admin, room) : await this.#status(admin, started.delete_id);
      if (status === "complete" || status === null) return;
      if (status === "failed") throw new MatrixUnavailable(500, "the deletion failed", "/_synapse/admin/v2/rooms/{}");
      if (Date.now() > until)
        throw new MatrixUnavailable(504, "the deletion is not over", "/_synapse/admin/v2/rooms/{}");
      await sleep(POLL_MS);
    }
  }

  async #status(admin: MatrixClient, deleteId: string): Promise<z.infer<typeof Status>["status"]> {
    const route = path`/_synapse/admin/v2/rooms/delete_status/${deleteId}`;
    return (await admin.call({ method: "GET", path: route, answer: Status })).status;
  }

  /** `null`: this homeserver knows neither the room nor a deletion of it. */
  async #statusOfRoom(admin: MatrixClient, room: RoomId): Promise<z.infer<typeof Status>["status"] | null> {
    const { results } = await unlessRefused(
      admin.call({ method: "GET", path: path`/_synapse/admin/v2/rooms/${room}/delete_status`, answer: Statuses }),
      ["M_NOT_FOUND"],
      { results: [] },
    );
    return (
      results.find(({ status }) => status !== "complete" && status !== "failed")?.status ??
      results.at(-1)?.status ??
      null
    );
  }

  async #media(admin: MatrixClient, victim: UserId): Promise<void> {
    for (;;) {
      const { total } = await unlessRefused(
        admin.call({
          method: "DELETE",
          path: path`/_synapse/admin/v1/users/${victim}/media`,
          answer: Media,
        }),
        ["M_NOT_FOUND"],
        { total: 0 },
      );
      if (total === 0) return;
    }
  }

  /** What an officer has sent in this conversation, and its page has fetched: the only files of theirs that can be told from others. */
  async #files(admin: MatrixClient, homeserver: string, files: readonly MediaFile[]): Promise<void> {
    for (const { serverName, mediaId } of files) {
      if (serverName !== homeserver) continue;
      const route = path`/_synapse/admin/v1/media/${serverName}/${mediaId}`;
      await unlessRefused(admin.call({ method: "DELETE", path: route, answer: Anything }), ["M_NOT_FOUND"], undefined);
    }
  }

  /**
   * This homeserver's copies of others' files. Synapse cannot delete one by its name, only all that were last read before a moment: those of
   * other conversations are fetched anew when they are read again.
   */
  async #copies(admin: MatrixClient, files: readonly MediaFile[]): Promise<void> {
    if (files.length === 0) return;
    const before = String(Date.now() + CLOCK_MARGIN_MS);
    const route = path`/_synapse/admin/v1/purge_media_cache?before_ts=${before}`;
    await admin.call({ method: "POST", path: route, body: {}, answer: Anything });
  }
}

/** The roster is what the Permanence rooms say. */
import { Corps, serverNameOf, type RoomId, type UserId } from "@abri/contract";
import type { Log } from "../ports/log.ts";
import type { Permanences } from "../ports/matrix.ts";
import type { PermanenceMember, RosterStore } from "../ports/rosterStore.ts";

interface Parts {
  readonly roster: RosterStore;
  readonly permanences: Permanences;
  readonly supervisors: ReadonlySet<UserId>;
  readonly log: Log;
  /** Which homeserver holds the officers of which corps, by server name. */
  readonly corpsOf: ReadonlyMap<string, Corps>;
}

export class Roster {
  readonly #parts: Parts;
  readonly #rooms = new Map<Corps, RoomId>();
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes the Permanences that do not exist, and reads all of them: what was missed does not matter. */
  async start(): Promise<void> {
    const { permanences, log, corpsOf } = this.#parts;
    for (const corps of new Set(corpsOf.values())) {
      const room = await permanences.ensure(corps);
      this.#rooms.set(corps, room);
      log.info("permanence read", { corps, count: await this.#readAll(corps) });
    }
  }

  async #readAll(corps: Corps): Promise<number> {
    const { permanences, roster } = this.#parts;
    const room = this.#rooms.get(corps);
    if (room === undefined) return 0;
    const everybody = (await permanences.everybody(room, corps)).filter((entry) => this.#isOfficer(entry));
    for (const entry of everybody) await this.#put(entry);
    await roster.keepOnly(
      corps,
      everybody.filter((entry) => entry.member).map((entry) => entry.userId),
    );
    return everybody.length;
  }

  /** Which Permanence this room is, if it is one. */
  corpsOf(room: RoomId): Corps | null {
    for (const [corps, id] of this.#rooms) if (id === room) return corps;
    return null;
  }

  /** The Permanence of this officer's corps; `null`: they are of none. */
  roomFor(officer: UserId): RoomId | null {
    const corps = this.#parts.corpsOf.get(serverNameOf(officer));
    return (corps && this.#rooms.get(corps)) ?? null;
  }

  get rooms(): ReadonlyMap<Corps, RoomId> {
    return this.#rooms;
  }

  async read(corps: Corps, officer: UserId): Promise<void> {
    const room = this.#rooms.get(corps);
    if (room === undefined) return;
    const entry = await this.#parts.permanences.officer(room, corps, officer);
    if (this.#isOfficer(entry)) await this.#put(entry);
  }

  async #put(entry: PermanenceMember): Promise<void> {
    const { roster, supervisors } = this.#parts;
    await roster.put({ ...entry, supervisor: supervisors.has(entry.userId) });
  }

  #isOfficer({ userId, corps }: PermanenceMember): boolean {
    return this.#parts.corpsOf.get(serverNameOf(userId)) === corps;
  }
}

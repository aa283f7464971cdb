/** The bot's rooms: each has an alias, by which doing it twice, or in two processes, makes one. */
import { RoomId } from "@abri/contract";
import { z } from "zod";
import { MatrixRefusal, path, unlessRefused, type MatrixClient } from "./client.ts";

const Room = z.object({ room_id: RoomId });

/** In a room where everybody may speak, and all else is the bot's. */
export const BOT_DECIDES = {
  users_default: 0,
  events_default: 0,
  state_default: 100,
  invite: 100,
  kick: 100,
  ban: 100,
  redact: 100,
};

/** What differs from room to room, in the words of `createRoom` (client-server API). */
export interface NamedRoom {
  /** Localpart, in the application service's own namespace. */
  readonly alias: string;
  readonly name: string;
  readonly topic?: string;
  readonly initialState: readonly object[];
  readonly powerLevels: object;
}

export class NamedRooms {
  readonly #appservice: MatrixClient;
  readonly #serverName: string;
  constructor(appservice: MatrixClient, serverName: string) {
    this.#appservice = appservice;
    this.#serverName = serverName;
  }

  /** Looks first: for a room that is nearly always there. */
  async ensure(room: NamedRoom): Promise<RoomId> {
    return (await unlessRefused(this.#find(room.alias), ["M_NOT_FOUND"], null)) ?? this.make(room);
  }

  /** Makes first: for a room that is nearly always new. The bot is the creator, who in room version 12 outranks everyone. */
  async make({ alias, name, topic, initialState, powerLevels }: NamedRoom): Promise<RoomId> {
    try {
      const { room_id } = await this.#appservice.call({
        method: "POST",
        path: path`/_matrix/client/v3/createRoom`,
        body: {
          room_version: "12",
          preset: "private_chat",
          visibility: "private",
          room_alias_name: alias,
          name,
          ...(topic === undefined ? {} : { topic }),
          creation_content: { "m.federate": true },
          initial_state: initialState,
          power_level_content_override: powerLevels,
        },
        answer: Room,
      });
      return room_id;
    } catch (error) {
      // Another process was faster, or this one before it was killed.
      if (!(error instanceof MatrixRefusal) || error.code !== "M_ROOM_IN_USE") throw error;
      return this.#find(alias);
    }
  }

  async #find(alias: string): Promise<RoomId> {
    const { room_id } = await this.#appservice.call({
      method: "GET",
      path: path`/_matrix/client/v3/directory/room/${`#${alias}:${this.#serverName}`}`,
      answer: Room,
    });
    return room_id;
  }
}

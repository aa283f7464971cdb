/** The name and the topic of a conversation's room. State of the same content as before makes no new event (Synapse). */
import type { RoomId } from "@abri/contract";
import type { RoomFaces } from "../../ports/matrix.ts";
import { Anything, path, ROOM_GONE, unlessRefused, type MatrixClient } from "./client.ts";

export class SynapseRoomFaces implements RoomFaces {
  readonly #appservice: MatrixClient;
  constructor(appservice: MatrixClient) {
    this.#appservice = appservice;
  }

  async show(room: RoomId, face: { readonly name: string; readonly topic: string }): Promise<void> {
    const state = [
      ["m.room.topic", { topic: face.topic }],
      ["m.room.name", { name: face.name }],
    ] as const;
    for (const [type, body] of state)
      await unlessRefused(
        this.#appservice.call({
          method: "PUT",
          path: path`/_matrix/client/v3/rooms/${room}/state/${type}`,
          body,
          answer: Anything,
        }),
        ROOM_GONE,
        undefined,
      );
  }
}

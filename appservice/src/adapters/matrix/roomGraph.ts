/**
 * The ends of a room's event graph. While another homeserver joins, an event of ours may be made beside its join instead of after it: Synapse
 * then does not send it there (the room had no member there at that event), and it is found only when a later event refers to it. An event that
 * refers to all the ends makes the other homeserver ask for what it lacks.
 */
import type { RoomId } from "@abri/contract";
import { z } from "zod";
import type { RoomGraph } from "../../ports/matrix.ts";
import { Anything, path, unlessRefused, type MatrixClient } from "./client.ts";

const Ends = z.object({ count: z.int() });

/** Synapse's own type for exactly this (`FederationServer.on_send_join_request`); it shows it to no client. */
const DUMMY_EVENT = "org.matrix.dummy_event";

export class SynapseRoomGraph implements RoomGraph {
  readonly #admin: MatrixClient;
  readonly #appservice: MatrixClient;

  constructor(admin: MatrixClient, appservice: MatrixClient) {
    this.#admin = admin;
    this.#appservice = appservice;
  }

  async tie(room: RoomId, transactionId: string): Promise<boolean> {
    const { count } = await unlessRefused(
      this.#admin.call({
        method: "GET",
        path: path`/_synapse/admin/v1/rooms/${room}/forward_extremities`,
        answer: Ends,
      }),
      ["M_NOT_FOUND"],
      { count: 0 },
    );
    if (count < 2) return false;
    await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/send/${DUMMY_EVENT}/${transactionId}`,
      body: {},
      answer: Anything,
    });
    return true;
  }
}

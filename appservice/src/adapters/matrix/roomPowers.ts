/** Who may invite besides the victim: an officer, for as long as a handover needs it. Matrix, client-server API, `m.room.power_levels`. */
import type { RoomId, UserId } from "@abri/contract";
import { z } from "zod";
import type { RoomPowers } from "../../ports/matrix.ts";
import { Anything, path, ROOM_GONE, unlessRefused, type MatrixClient } from "./client.ts";

const PowerLevels = z.looseObject({
  users: z.record(z.string(), z.number()).default({}),
  invite: z.number().default(50),
});

export class SynapseRoomPowers implements RoomPowers {
  readonly #appservice: MatrixClient;
  constructor(appservice: MatrixClient) {
    this.#appservice = appservice;
  }

  async mayInvite(room: RoomId, officers: readonly UserId[]): Promise<void> {
    await unlessRefused(this.#write(room, officers), ROOM_GONE, undefined);
  }

  async #write(room: RoomId, officers: readonly UserId[]): Promise<void> {
    const at = path`/_matrix/client/v3/rooms/${room}/state/m.room.power_levels`;
    const before = await this.#appservice.call({ method: "GET", path: at, answer: PowerLevels });
    // Victims keep what they have; everybody else has it only from here.
    const victims = Object.entries(before.users).filter(([userId]) => userId.startsWith("@victim-"));
    const users = Object.fromEntries([...victims, ...officers.map((officer) => [officer, before.invite] as const)]);
    if (isSame(before.users, users)) return;
    await this.#appservice.call({ method: "PUT", path: at, body: { ...before, users }, answer: Anything });
  }
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

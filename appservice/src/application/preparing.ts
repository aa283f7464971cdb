/**
 * Makes users and rooms in advance, one at each step of a job that nobody waits for, until there are as many as configured. What gets too
 * old, or is too many, is erased the same way as a conversation.
 */
import type { Clock } from "../ports/clock.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { Eraser, RoomMaker } from "../ports/matrix.ts";
import type { Newcomer, PreparedStore } from "../ports/preparedStore.ts";
import type { Randomness } from "../ports/randomness.ts";
import { seal, underSecret } from "./credentials.ts";
import { aliasOf, newcomer } from "./newcomer.ts";
import { roomName } from "./words.ts";

/** After this long one is replaced: so long is a stolen copy of it worth something, and so long lives a room made by an earlier version. */
export const PREPARED_MS = 6 * 3_600_000;

interface Parts {
  readonly prepared: PreparedStore;
  readonly rooms: RoomMaker;
  readonly eraser: Pick<Eraser, "erase">;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly secret: Buffer;
  readonly victimsServer: string;
  /** How many there shall be; 0 erases those that are there. */
  readonly size: number;
}

export class Preparing {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes or erases one and calls for the next step; rests when there is nothing to do until the oldest has become too old. */
  async step(): Promise<void> {
    const { prepared, eraser, addJob, clock, randomness, victimsServer, size } = this.#parts;
    const now = clock.now();
    const step = await prepared.next(newcomer(randomness, victimsServer), now, size, now - PREPARED_MS);
    switch (step.do) {
      case "make":
        await this.#make(step.room);
        break;
      case "erase": {
        const { id, roomId, victim } = step.room;
        // No officer's homeserver has ever heard of it.
        await eraser.erase(victimsServer, { roomId, victim, alias: aliasOf(id), files: [] });
        await prepared.erased(id);
        break;
      }
      case "rest":
        if (step.oldest !== null)
          await addJob({ job: { task: "prepare-later" }, runAt: step.oldest + PREPARED_MS + 1 });
        return;
    }
    await addJob({ job: { task: "prepare" } });
  }

  async #make({ id, victim, number }: Newcomer): Promise<void> {
    const { prepared, rooms, randomness, secret } = this.#parts;
    const { accessToken, deviceId } = await rooms.account(victim);
    const roomId = await rooms.room(aliasOf(id), roomName({ number, training: false }), victim);
    const sealedAccessToken = seal(underSecret(secret), accessToken, randomness.bytes(12));
    await prepared.made(id, { roomId, deviceId, sealedAccessToken });
  }
}

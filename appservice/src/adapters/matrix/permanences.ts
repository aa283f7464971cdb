/** The Permanence rooms: made by the bot, read by it. */
import { Corps, DUTY_EVENT, DutyContent, RoomId, SAID_DUTY_EVENT, UserId } from "@abri/contract";
import { z } from "zod";
import type { Permanences } from "../../ports/matrix.ts";
import type { PermanenceMember } from "../../ports/rosterStore.ts";
import { Anything, MatrixRefusal, path, unlessRefused, type MatrixClient } from "./client.ts";

const Room = z.object({ room_id: RoomId });
const Membership = z.object({ membership: z.string() });
const StateEvent = z.object({
  type: z.string(),
  state_key: z.string(),
  content: z.unknown(),
  origin_server_ts: z.number(),
});

const NAMES: Record<Corps, string> = { police: "Permanence police", gendarmerie: "Permanence gendarmerie" };

export class PermanenceRooms implements Permanences {
  readonly #appservice: MatrixClient;
  readonly #serverName: string;
  readonly #bot: UserId;
  readonly #invalid: () => void;

  /** `invalid` is told of each duty event that is not one. */
  constructor(appservice: MatrixClient, serverName: string, bot: UserId, invalid: () => void) {
    this.#appservice = appservice;
    this.#serverName = serverName;
    this.#bot = bot;
    this.#invalid = invalid;
  }

  async ensure(corps: Corps): Promise<RoomId> {
    const alias = `permanence-${corps}`;
    const find = {
      method: "GET",
      path: path`/_matrix/client/v3/directory/room/${`#${alias}:${this.#serverName}`}`,
      answer: Room,
    } as const;
    const found = await unlessRefused(this.#appservice.call(find), ["M_NOT_FOUND"], null);
    if (found !== null) return found.room_id;
    const made = await this.#create(corps, alias).catch(async (error: unknown) => {
      // Another process was faster.
      if (!(error instanceof MatrixRefusal) || error.code !== "M_ROOM_IN_USE") throw error;
      return this.#appservice.call(find);
    });
    return made.room_id;
  }

  #create(corps: Corps, alias: string): Promise<{ room_id: RoomId }> {
    return this.#appservice.call({
      method: "POST",
      path: path`/_matrix/client/v3/createRoom`,
      body: {
        room_version: "12",
        preset: "private_chat",
        visibility: "private",
        room_alias_name: alias,
        name: NAMES[corps],
        creation_content: { "m.federate": true },
        initial_state: [
          { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
          { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } },
        ],
        power_level_content_override: {
          // Anybody in it says of themselves, and of nobody else, whether they are on duty: a state key that is a user ID is that user's.
          events: { [DUTY_EVENT]: 0 },
          users_default: 0,
          events_default: 0,
          state_default: 100,
          invite: 100,
          kick: 100,
          ban: 100,
          redact: 100,
        },
      },
      answer: Room,
    });
  }

  async officer(room: RoomId, corps: Corps, officer: UserId): Promise<PermanenceMember> {
    const found = (await this.everybody(room, corps)).find(({ userId }) => userId === officer);
    return found ?? { userId: officer, corps, member: false, duty: null };
  }

  async everybody(room: RoomId, corps: Corps): Promise<readonly PermanenceMember[]> {
    const state = await this.#appservice.call({
      method: "GET",
      path: path`/_matrix/client/v3/rooms/${room}/state`,
      answer: z.array(StateEvent),
    });
    return state
      .filter((event) => event.type === "m.room.member" && event.state_key !== this.#bot)
      .flatMap((event): PermanenceMember[] => {
        const userId = UserId.safeParse(event.state_key);
        const member = Membership.safeParse(event.content);
        if (!userId.success || !member.success) return [];
        return [
          {
            userId: userId.data,
            corps,
            member: member.data.membership === "join",
            duty: this.#duty(state, userId.data),
          },
        ];
      });
  }

  async sayDuty(room: RoomId, officer: UserId, duty: DutyContent): Promise<void> {
    await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/state/${SAID_DUTY_EVENT}/${officer.slice(1)}`,
      body: duty,
      answer: Anything,
    });
  }

  async say(room: RoomId, text: string, transactionId: string): Promise<void> {
    await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transactionId}`,
      body: { msgtype: "m.notice", body: text },
      answer: Anything,
    });
  }

  /**
   * The later of what the officer's client has written, and of what they have said in words. Synapse lets nobody write another's
   * (authorisation rules of room version 12, state keys that begin with @), and nobody but the bot the other kind.
   */
  #duty(state: readonly z.infer<typeof StateEvent>[], officer: UserId): DutyContent | null {
    const written = state.filter(
      ({ type, state_key: key }) =>
        (type === DUTY_EVENT && key === officer) || (type === SAID_DUTY_EVENT && key === officer.slice(1)),
    );
    const last = written.toSorted((a, b) => b.origin_server_ts - a.origin_server_ts)[0];
    if (last === undefined) return null;
    const parsed = DutyContent.safeParse(last.content);
    if (!parsed.success) this.#invalid();
    return parsed.success ? parsed.data : null;
  }
}

/** Makes the victim's account and the conversation's room, so that doing it twice gives the same. */
import { DeviceId, type RoomId, type UserId } from "@abri/contract";
import { z } from "zod";
import type { RoomMaker, VictimDevice } from "../../ports/matrix.ts";
import { Anything, MatrixRefusal, path, type MatrixClient } from "./client.ts";
import { type NamedRoom, NamedRooms } from "./namedRooms.ts";

const Account = z.object({ access_token: z.string(), device_id: DeviceId });

const LOGIN_TYPE = "m.login.application_service";

export class Rooms implements RoomMaker {
  readonly #appservice: MatrixClient;
  readonly #rooms: NamedRooms;
  constructor(appservice: MatrixClient, serverName: string) {
    this.#appservice = appservice;
    this.#rooms = new NamedRooms(appservice, serverName);
  }

  /** User, device and token in one call, without a password hash. */
  async account(victim: UserId): Promise<VictimDevice> {
    const username = victim.slice(1, victim.indexOf(":"));
    const { access_token, device_id } = await this.#appservice
      .call({
        method: "POST",
        path: path`/_matrix/client/v3/register`,
        body: { type: LOGIN_TYPE, username, inhibit_login: false },
        answer: Account,
      })
      .catch(async (error: unknown) => {
        if (!(error instanceof MatrixRefusal) || error.code !== "M_USER_IN_USE") throw error;
        return this.#appservice.call({
          method: "POST",
          path: path`/_matrix/client/v3/login`,
          body: { type: LOGIN_TYPE, identifier: { type: "m.id.user", user: username } },
          answer: Account,
        });
      });
    return { accessToken: access_token, deviceId: device_id };
  }

  async room(alias: string, name: string, victim: UserId): Promise<RoomId> {
    const room = await this.#rooms.make({ alias, name, ...conversation(victim) });
    await this.#appservice.call({
      method: "POST",
      path: path`/_matrix/client/v3/rooms/${room}/join`,
      body: {},
      as: victim,
      answer: Anything,
    });
    return room;
  }
}

/**
 * Only the victim (and the bot) can invite; nobody else can change anything.
 * Each state event costs the homeserver milliseconds at every start: these are all that are needed. The victim's invitation is one of them:
 * by `invite` it would be a round of its own, which costs the homeserver a sixth more.
 */
function conversation(victim: UserId): Pick<NamedRoom, "initialState" | "powerLevels"> {
  return {
    initialState: [
      { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
      // Each of these replaces the preset's own. `shared`: the victim's page gives a second officer what was said before (MSC4268).
      { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } },
      { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
      { type: "m.room.member", state_key: victim, content: { membership: "invite" } },
    ],
    powerLevels: {
      users: { [victim]: 50 },
      users_default: 0,
      events: {},
      events_default: 0,
      state_default: 100,
      invite: 50,
      // An invitation is withdrawn in the name of the victim whose page has sent it: see members.ts. The gateway lets no page kick.
      kick: 50,
      ban: 100,
      redact: 100,
      notifications: { room: 100 },
    },
  };
}

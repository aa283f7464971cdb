/** The Permanence rooms: made by the bot, read by it. */
import { Corps, DUTY_EVENT, DutyContent, EventId, type RoomId, SAID_DUTY_EVENT, UserId } from "@abri/contract";
import { z } from "zod";
import type { Permanences } from "../../ports/matrix.ts";
import type { PermanenceMember } from "../../ports/rosterStore.ts";
import { Anything, path, Sent, unlessRefused, type MatrixClient } from "./client.ts";
import { BOT_DECIDES, NamedRooms } from "./namedRooms.ts";

const Membership = z.object({ membership: z.string() });
const StateEvent = z.object({
  type: z.string(),
  state_key: z.string(),
  content: z.unknown(),
  origin_server_ts: z.number(),
});

const Pinned = z.object({ pinned: z.array(EventId) });

/** The line that rings. It never changes: who is asked for what is for whoever is asked. */
const RINGING_LINE = {
  msgtype: "m.notice",
  body: "Quand une conversation vous est proposée, cette ligne sonne, pour vous seul. L’invitation est dans votre liste de salons.",
};

const NAMES: Record<Corps, string> = { police: "Permanence police", gendarmerie: "Permanence gendarmerie" };

export class PermanenceRooms implements Permanences {
  readonly #appservice: MatrixClient;
  readonly #rooms: NamedRooms;
  readonly #bot: UserId;
  readonly #invalid: () => void;

  /** `invalid` is told of each duty event that is not one. */
  constructor(appservice: MatrixClient, serverName: string, bot: UserId, invalid: () => void) {
    this.#appservice = appservice;
    this.#rooms = new NamedRooms(appservice, serverName);
    this.#bot = bot;
    this.#invalid = invalid;
  }

  ensure(corps: Corps): Promise<RoomId> {
    return this.#rooms.ensure({
      alias: `permanence-${corps}`,
      name: NAMES[corps],
      initialState: [
        { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
        { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } },
      ],
      powerLevels: {
        ...BOT_DECIDES,
        // Anybody in it says of themselves, and of nobody else, whether they are on duty: a state key that is a user ID is that user's.
        events: { [DUTY_EVENT]: 0 },
      },
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
    await this.#send(room, { msgtype: "m.notice", body: text }, transactionId);
  }

  /** Not a notice: no client rings for one (push rule `.m.rule.suppress_notices`). */
  async call(room: RoomId, text: string, mentioned: readonly UserId[], transactionId: string): Promise<void> {
    await this.#send(room, { msgtype: "m.text", body: text, "m.mentions": { user_ids: mentioned } }, transactionId);
  }

  /**
   * An edit of a line that is pinned. Whoever is mentioned is signalled (`.m.rule.is_user_mention`), for everybody else it is an edit
   * (`.m.rule.suppress_edits`, which comes after it: client-server API, "Default override rules").
   */
  async ring(room: RoomId, text: string, officer: UserId, transactionId: string): Promise<void> {
    const line = await this.#ringingLine(room);
    const content = {
      msgtype: "m.text",
      body: text,
      "m.mentions": { user_ids: [officer] },
      "m.new_content": RINGING_LINE,
      "m.relates_to": { rel_type: "m.replace", event_id: line },
    };
    await this.#send(room, content, transactionId);
  }

  async #ringingLine(room: RoomId): Promise<EventId> {
    const state = path`/_matrix/client/v3/rooms/${room}/state/m.room.pinned_events`;
    const found = await unlessRefused(
      this.#appservice.call({ method: "GET", path: state, answer: Pinned }),
      ["M_NOT_FOUND"],
      { pinned: [] },
    );
    const [first] = found.pinned;
    if (first !== undefined) return first;
    // Two processes at once send it once: they have one token, so one transaction.
    const line = await this.#send(room, RINGING_LINE, "ringing-line");
    await this.#appservice.call({ method: "PUT", path: state, body: { pinned: [line] }, answer: Anything });
    return line;
  }

  async #send(room: RoomId, body: object, transactionId: string): Promise<EventId> {
    const { event_id } = await this.#appservice.call({
      method: "PUT",
      path: path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transactionId}`,
      body,
      answer: Sent,
    });
    return event_id;
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

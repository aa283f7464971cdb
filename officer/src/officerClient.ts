/** What an officer does with a Matrix client: go on duty, accept or decline an offer, read, answer, leave. One per device. */
import "./silentLogger.ts";
import { DUTY_EVENT, type DutyContent, type IntakeContent } from "@abri/contract";
import {
  ClientEvent,
  type MatrixClient,
  MatrixError,
  MatrixEventEvent,
  MsgType,
  RelationType,
  RoomEvent,
  RoomMemberEvent,
} from "matrix-js-sdk";
import {
  type Invitation,
  joinedConversations,
  loadHistory,
  membershipIn,
  type OfficerMessage,
  pendingInvitations,
  readImage,
  readIntake,
  readMessages,
} from "./conversations.ts";
import { cryptoOf, type Device } from "./device.ts";
import { sendImage } from "./images.ts";
import { readOnceKnown } from "./readOnceKnown.ts";
import { waitUntil } from "./waiting.ts";

declare module "matrix-js-sdk/lib/@types/event.js" {
  interface StateEvents {
    [DUTY_EVENT]: DutyContent;
  }
}

/** How long the homeserver may take to tell of what it has just accepted. */
const ECHO_MS = 30_000;
const TYPING_MS = 20_000;
const INVITATION_SETTLES_MS = 10_000;
const INVITATION_RETRY_MS = 250;

export class OfficerClient {
  /** The underlying matrix-js-sdk client, for what this class does not offer. */
  readonly client: MatrixClient;
  readonly userId: string;
  readonly deviceId: string;
  readonly #device: Device;
  readonly #listeners = new Set<() => void>();
  /** Rooms whose present invitation `waitForInvitation` has already returned. */
  readonly #handedOut = new Set<string>();

  constructor(device: Device) {
    this.#device = device;
    this.client = device.client;
    this.userId = device.session.userId;
    this.deviceId = device.session.deviceId;
    readOnceKnown(this.client);
    const changed = () => {
      const invited = new Set(this.invitations().map((invitation) => invitation.roomId));
      for (const roomId of this.#handedOut) if (!invited.has(roomId)) this.#handedOut.delete(roomId);
      for (const listener of [...this.#listeners]) listener();
    };
    this.client.on(ClientEvent.Room, changed);
    this.client.on(RoomEvent.MyMembership, changed);
    this.client.on(RoomEvent.Timeline, changed);
    this.client.on(RoomMemberEvent.Membership, changed);
    this.client.on(MatrixEventEvent.Decrypted, changed);
    this.client.on(MatrixEventEvent.Replaced, changed);
    this.client.on(RoomEvent.Redaction, changed);
  }

  /**
   * Says in the corps' Permanence that this officer takes conversations; accepts the Permanence's own invitation first.
   * Resolves when the homeserver has accepted the state event.
   */
  async onDuty(permanenceRoomId: string, duty: Pick<DutyContent, "capacity" | "skills">): Promise<void> {
    await this.#setDuty(permanenceRoomId, { on: true, break: false, ...duty });
  }

  /** The opposite; conversations that are going on are not touched. */
  async offDuty(permanenceRoomId: string): Promise<void> {
    await this.#setDuty(permanenceRoomId, { on: false, break: false, capacity: 1, skills: [] });
  }

  /** The invitations that stand now. One that was withdrawn, accepted or declined is not among them. */
  invitations(): readonly Invitation[] {
    return pendingInvitations(this.client);
  }

  /** The encrypted rooms in which this officer is, in no order that matters. */
  conversations(): readonly { readonly roomId: string; readonly name: string }[] {
    return joinedConversations(this.client);
  }

  /** This officer's membership in a room, in Matrix's words; `null` when this client knows nothing of it. */
  membership(roomId: string): string | null {
    return membershipIn(this.client, roomId);
  }

  /** Calls `then` after each change (invitation, membership, message, decryption); returns how to stop. Read what interests you. */
  onChange(then: () => void): () => void {
    this.#listeners.add(then);
    return () => this.#listeners.delete(then);
  }

  /** Each invitation once, as it comes; ends never: leave the loop, or `close`. */
  async *eachInvitation(): AsyncGenerator<Invitation, never> {
    for (;;) yield await this.waitForInvitation(null);
  }

  /**
   * The oldest standing invitation that this method has not returned yet; a room that invites anew counts anew.
   * @param timeoutMs `null` waits for ever.
   * @throws TimeoutError
   */
  async waitForInvitation(timeoutMs: number | null): Promise<Invitation> {
    return this.#waitFor("an invitation", timeoutMs, () => {
      const next = this.invitations().find((invitation) => !this.#handedOut.has(invitation.roomId));
      if (next !== undefined) this.#handedOut.add(next.roomId);
      return Promise.resolve(next ?? null);
    });
  }

  /**
   * Joins a conversation to which this officer is invited, takes the keys of its history from whoever invited (MSC4268), and resolves
   * when the room and what was said in it before are here. Some of it may be decrypted a moment later: see `waitForMessage`.
   * @throws Error when the invitation does not stand (any more).
   */
  async accept(roomId: string): Promise<void> {
    // Joining without the invitation in our own store would lose the inviter's keys: the SDK takes the inviter from there.
    if (!this.invitations().some((invitation) => invitation.roomId === roomId)) throw new Error("no such invitation");
    await this.#join(roomId);
    await loadHistory(this.client, roomId);
  }

  /** Refuses an invitation: the desk asks the next officer. */
  async decline(roomId: string): Promise<void> {
    await this.leave(roomId);
  }

  /** Leaves a conversation for good; resolves when the client has seen it, so that the invitation or room is gone. */
  async leave(roomId: string): Promise<void> {
    await this.client.leave(roomId);
    await this.#waitFor("leaving", ECHO_MS, () => {
      return Promise.resolve((membershipIn(this.client, roomId) ?? "leave") === "leave" ? true : null);
    });
  }

  /**
   * Sends text, encrypted.
   * @returns the event ID.
   * @throws Error in a room that is not encrypted: it never falls back to clear text.
   */
  async send(roomId: string, text: string): Promise<string> {
    if (!(await cryptoOf(this.client).isEncryptionEnabledInRoom(roomId))) throw new Error("the room is not encrypted");
    return (await this.client.sendTextMessage(roomId, text)).event_id;
  }

  /** Another text for one's own message, encrypted (client-server API, "Event replacements"). */
  async edit(roomId: string, eventId: string, text: string): Promise<void> {
    if (!(await cryptoOf(this.client).isEncryptionEnabledInRoom(roomId))) throw new Error("the room is not encrypted");
    const message = { msgtype: MsgType.Text as const, body: text };
    await this.client.sendMessage(roomId, {
      ...message,
      body: `* ${text}`,
      "m.new_content": message,
      "m.relates_to": { rel_type: RelationType.Replace, event_id: eventId },
    });
  }

  /** Takes one's own message back. */
  async withdraw(roomId: string, eventId: string): Promise<void> {
    await this.client.redactEvent(roomId, eventId);
  }

  /** Says that this officer has read everything that is there now. */
  async markRead(roomId: string): Promise<void> {
    const last = this.client.getRoom(roomId)?.getLiveTimeline().getEvents().at(-1);
    if (last !== undefined && !last.isSending()) await this.client.sendReadReceipt(last);
  }

  /** Says that this officer is writing, or no longer. */
  async setTyping(roomId: string, typing: boolean): Promise<void> {
    await this.client.sendTyping(roomId, typing, TYPING_MS);
  }

  /**
   * Sends an image, encrypted.
   * @returns the event ID.
   * @throws Error in a room that is not encrypted.
   */
  async sendImage(roomId: string, bytes: Uint8Array<ArrayBuffer>, mimetype: string): Promise<string> {
    if (!(await cryptoOf(this.client).isEncryptionEnabledInRoom(roomId))) throw new Error("the room is not encrypted");
    return sendImage(this.client, roomId, bytes, mimetype);
  }

  /** An image that somebody has sent, brought and decrypted now, whatever it holds. @throws Error */
  image(roomId: string, eventId: string): Promise<Uint8Array> {
    return readImage(this.client, roomId, eventId);
  }

  /** What was said, oldest first, one's own included, and what this device cannot read. Events that came in clear are left out. */
  messages(roomId: string): Promise<OfficerMessage[]> {
    return readMessages(this.client, roomId);
  }

  intake(roomId: string): Promise<IntakeContent | null> {
    return readIntake(this.client, roomId);
  }

  /** The first message, old or new, for which `predicate` holds. @throws TimeoutError */
  async waitForMessage(
    roomId: string,
    predicate: (message: OfficerMessage) => boolean,
    timeoutMs: number,
  ): Promise<OfficerMessage> {
    return this.#waitFor(
      "a message",
      timeoutMs,
      async () => (await this.messages(roomId)).find((message) => predicate(message)) ?? null,
    );
  }

  /** Stops and logs this device out. Does not go off duty: say so before. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#device.close();
  }

  async #setDuty(roomId: string, content: DutyContent): Promise<void> {
    if (membershipIn(this.client, roomId) !== "join") await this.#join(roomId);
    await this.client.sendStateEvent(roomId, DUTY_EVENT, content, this.userId);
  }

  async #join(roomId: string): Promise<void> {
    await this.#askToJoin(roomId);
    // Not the membership's own event: it comes in the middle of a sync, before the room's timeline.
    const bySync = (changed: () => void) => {
      this.client.on(ClientEvent.Sync, changed);
      return () => this.client.off(ClientEvent.Sync, changed);
    };
    const joined = () => Promise.resolve(membershipIn(this.client, roomId) === "join" ? true : null);
    await waitUntil(bySync, joined, "the room", ECHO_MS);
  }

  /**
   * An invitation over federation is signed by the officer's homeserver, which then tells of it, before the inviter's homeserver has it in the
   * room's state (server-server API, "Inviting to a room"): a join in that moment is refused, though the invitation stands.
   */
  async #askToJoin(roomId: string): Promise<void> {
    const settledBy = Date.now() + INVITATION_SETTLES_MS;
    for (;;) {
      try {
        await this.client.joinRoom(roomId);
        return;
      } catch (error) {
        const early = error instanceof MatrixError && error.errcode === "M_FORBIDDEN" && Date.now() < settledBy;
        if (!early || membershipIn(this.client, roomId) !== "invite") throw error;
        await new Promise((resolve) => setTimeout(resolve, INVITATION_RETRY_MS));
      }
    }
  }

  #waitFor<T>(what: string, timeoutMs: number | null, probe: () => Promise<T | null>): Promise<T> {
    return waitUntil((changed) => this.onChange(changed), probe, what, timeoutMs);
  }
}

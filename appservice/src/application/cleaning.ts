/** Takes people out of rooms, and erases what is closed. */
import type { ConversationId, UserId } from "@abri/contract";
import { invitingOfficers, mayStillCome, namedOfficers } from "../domain/conversation.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConversationStore, StoredConversation } from "../ports/conversationStore.ts";
import type { FileStore } from "../ports/fileStore.ts";
import type { WhyRemoved } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { Eraser, RoomFaces, RoomMembers, RoomPowers } from "../ports/matrix.ts";
import { changeOrNothing } from "./change.ts";
import { aliasOf } from "./newcomer.ts";
import type { Settings } from "./settings.ts";
import { farewell, removal, roomFace, roomName } from "./words.ts";

interface Parts {
  readonly store: ConversationStore;
  readonly files: Pick<FileStore, "of">;
  readonly members: RoomMembers;
  readonly faces: RoomFaces;
  readonly powers: RoomPowers;
  readonly eraser: Eraser;
  /** What officers have written of it for one another. */
  readonly notes: { erase(conversation: StoredConversation, homeserver: string): Promise<void> };
  readonly clock: Clock;
  readonly settings: Settings;
  readonly log: Log;
  readonly count: (what: "erasures") => void;
}

export class Cleaning {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Out with somebody who is not named. A retry may come late: whoever is named again by now stays. One whose time ran out, who has
   * joined all the same, and in whose stead nobody has been asked, is welcome.
   */
  async remove(id: ConversationId, member: UserId, why: WhyRemoved): Promise<void> {
    const { store, members, clock, settings } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null || conversation.roomId === null) return;
    const { state, roomId } = conversation;
    if (namedOfficers(state).includes(member)) return;
    const present = (await members.present(roomId)).find((one) => one.userId === member);
    if (present === undefined) return;
    if (why === "withdrawn" && present.membership === "join" && mayStillCome(state, member)) {
      await store.change(id, (now) => changeOrNothing(now, { type: "joined", member }, clock.now(), settings));
      return;
    }
    await members.remove(roomId, present, removal(why));
  }

  /** Everybody but the victim and the bot; the bot cannot encrypt and never speaks in clear, so the reason says why. */
  async dismiss(id: ConversationId): Promise<void> {
    const { store, members } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null || conversation.roomId === null) return;
    const { victim, roomId, state } = conversation;
    if (state.phase !== "closed") return;
    const others = (await members.present(roomId)).filter((one) => one.userId !== victim);
    if (others.length === 0) return;
    // A client that shows no reason of a removal still shows the room's name.
    await this.face(id);
    for (const present of others) await members.remove(roomId, present, farewell(state));
  }

  /** Shows the officers how things stand, as far as the room itself can say it. */
  async face(id: ConversationId): Promise<void> {
    const { store, faces } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null || conversation.roomId === null) return;
    const face = roomFace(roomName(conversation), conversation.state);
    if (face !== null) await faces.show(conversation.roomId, face);
  }

  /** An officer may invite for as long as the desk wants it, and no longer. */
  async powers(id: ConversationId): Promise<void> {
    const { store, powers } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null || conversation.roomId === null) return;
    await powers.mayInvite(conversation.roomId, invitingOfficers(conversation.state));
  }

  async erase(id: ConversationId, homeserver: string): Promise<void> {
    const { store, files, eraser, notes, clock, settings, log, count } = this.#parts;
    // From here on nobody comes back; somebody who has come back meanwhile keeps it from being erased.
    const conversation = await store.change(id, (now) =>
      changeOrNothing(now, { type: "startErasing" }, clock.now(), settings),
    );
    if (conversation?.state.phase !== "closed") return;
    // Those who are still in it are told before it goes.
    await this.dismiss(id);
    await notes.erase(conversation, homeserver);
    const { roomId, victim, training } = conversation;
    await eraser.erase(homeserver, { roomId, victim, alias: aliasOf(id), files: await files.of(id) });
    const { finished } = await store.erasedOn(id, homeserver, eraser.homeservers);
    if (!finished) return;
    if (!training) count("erasures");
    log.info("a conversation is erased everywhere");
  }
}

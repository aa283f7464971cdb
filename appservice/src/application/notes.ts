/**
 * Private notes for the next officer: one encrypted room of all officers, one thread in it for each conversation. Nothing here reads a note; what
 * belongs to which conversation is told by how events relate to one another, which is in clear on encrypted events too.
 */
import type { ConversationId, EventId, RoomId, UserId } from "@abri/contract";
import type { Clock } from "../ports/clock.ts";
import type { ConversationStore, StoredConversation } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import { MatrixUnavailable, type NotesRoom, type Permanences, type RoomMembers } from "../ports/matrix.ts";
import type { RosterStore } from "../ports/rosterStore.ts";
import { notesTitle, strayNote } from "./words.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "read" | "change" | "ofNotes">;
  readonly roster: Pick<RosterStore, "everybody">;
  readonly rooms: NotesRoom;
  readonly members: RoomMembers;
  readonly permanences: Pick<Permanences, "say">;
  /** The homeserver that holds the room. */
  readonly victimsServer: string;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
}

const NO_LONGER_AN_OFFICER = "N’est plus au tableau de service";

export class Notes {
  readonly #parts: Parts;
  #room: RoomId | null = null;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Before anything of the room is listened to: what is written there unseen would stay. */
  async start(): Promise<void> {
    this.#room = await this.#parts.rooms.ensure();
  }

  /** `null`: not started yet. */
  get room(): RoomId | null {
    return this.#room;
  }

  /** Looks at everybody whose place in the room may be another one than it was: whoever is on the roster, and whoever is in it. */
  async admitAll(): Promise<void> {
    const { roster, members, addJob } = this.#parts;
    const everybody = [...(await roster.everybody()), ...(await members.present(this.#started()))];
    for (const officer of new Set(everybody.map(({ userId }) => userId)))
      await addJob({ job: { task: "notes-member", officer } });
  }

  /** Whoever is on the roster is invited, again when they have left; whoever no longer is has no business there. */
  async admit(officer: UserId): Promise<void> {
    const { roster, rooms, members } = this.#parts;
    const room = this.#started();
    const isOfficer = (await roster.everybody()).some(({ userId }) => userId === officer);
    const present = (await members.present(room)).find(({ userId }) => userId === officer);
    if (isOfficer && present === undefined) await rooms.invite(room, officer);
    if (!isOfficer && present !== undefined) await members.remove(room, present, NO_LONGER_AN_OFFICER);
  }

  /** Begins the conversation's thread, unless it has one or is being erased. */
  async begin(id: ConversationId): Promise<void> {
    const { store, rooms } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null || conversation.notes !== null || isBeingErased(conversation)) return;
    const room = this.#started();
    const root = await rooms.begin(room, notesTitle(conversation), `notes-${id}`);
    const after = await store.change(id, (now) =>
      now.notes !== null || isBeingErased(now) ? null : noted(now, { root, events: [] }),
    );
    if (after?.notes?.root !== root) await rooms.redact(room, root, `unused-${root}`);
  }

  /** What belongs to no conversation would be erased with none: it goes at once. */
  async look(event: EventId): Promise<void> {
    const { store, rooms, permanences } = this.#parts;
    const room = this.#started();
    const note = await rooms.look(room, event);
    if (note === null) return;
    const conversation = note.encrypted && note.root !== null ? await store.ofNotes(note.root) : null;
    if (conversation !== null && !isBeingErased(conversation)) return;
    await rooms.redact(room, event, `stray-${event}`);
    await permanences.say(room, strayNote(note), `stray-said-${event}`);
  }

  /**
   * Takes the thread away, and sees to it that it is gone from this homeserver. Which events it has is written down before the first is redacted,
   * because a redacted event relates to nothing any more. What comes later is taken away by `look`.
   * @throws MatrixUnavailable when something of it is still there
   */
  async erase({ id, notes }: StoredConversation, homeserver: string): Promise<void> {
    if (notes === null) return;
    const { store, rooms, victimsServer, clock } = this.#parts;
    const room = this.#started();
    const found = await rooms.related(room, notes.root);
    const events = [...new Set([...notes.events, ...found, notes.root])];
    await store.change(id, (now) => (now.notes === null ? null : noted(now, { ...now.notes, events })));
    for (const event of events)
      if ((await rooms.look(room, event)) !== null) await rooms.redact(room, event, `erase-${event}`);
    const left = await rooms.left(homeserver, room, events);
    if (left.length === 0) return;
    // It was away, and federation does not bring back all that was missed meanwhile; what is sent now is brought.
    if (homeserver !== victimsServer)
      for (const event of left) await rooms.redact(room, event, `erase-${event}-${clock.now()}`);
    throw new MatrixUnavailable(504, "notes are still there", "/_synapse/admin/v1/rooms/{}/context/{}");
  }

  #started(): RoomId {
    if (this.#room === null) throw new Error("the room of the notes is not known yet");
    return this.#room;
  }
}

function isBeingErased({ state }: StoredConversation): boolean {
  return state.phase === "erased" || (state.phase === "closed" && state.erasing === true);
}

function noted({ state }: StoredConversation, notes: NonNullable<StoredConversation["notes"]>) {
  return { state, notes, audit: [], jobs: [] };
}

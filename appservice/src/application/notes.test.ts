import { randomBytes, randomUUID } from "node:crypto";
import type { ConversationId, EventId, RoomId, UserId } from "@abri/contract";
import { beforeEach, describe, expect, it } from "vitest";
import type { JobRequest } from "../ports/jobs.ts";
import { MatrixUnavailable, type Note, type NotesRoom, type PresentMember, type RoomMembers } from "../ports/matrix.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";
import { MemoryConversations } from "../testing/memoryConversations.ts";
import { Notes } from "./notes.ts";

const NOW = 1_000_000;
const [VICTIMS, POLICE] = ["v.example", "p.example"];
const amina = "@amina:p.example" as UserId;
const claire = "@claire:g.example" as UserId;
const root = "$root" as EventId;
const [note, edit] = ["$note", "$edit"] as [EventId, EventId];

/** A room in which everything is redacted at once on every homeserver but the one that is `deaf`. */
class Room implements NotesRoom, RoomMembers {
  readonly members = new Map<UserId, PresentMember["membership"]>();
  readonly events = new Map<EventId, Note>();
  readonly redacted: EventId[] = [];
  readonly transactions: string[] = [];
  readonly said: string[] = [];
  deaf = "";
  begun = 0;
  ensure = () => Promise.resolve("!notes" as RoomId);
  present = () =>
    Promise.resolve([...this.members].map(([userId, membership]) => ({ userId, membership, by: userId })));
  invite(_room: RoomId, officer: UserId): Promise<void> {
    this.members.set(officer, "invite");
    return Promise.resolve();
  }
  remove(_room: RoomId, { userId }: PresentMember): Promise<void> {
    this.members.delete(userId);
    return Promise.resolve();
  }
  begin(_room: RoomId, text: string): Promise<EventId> {
    this.begun += 1;
    this.said.push(text);
    this.events.set(root, { sender: "@relais:v.example" as UserId, encrypted: false, root: null });
    return Promise.resolve(root);
  }
  look = (_room: RoomId, event: EventId) => Promise.resolve(this.events.get(event) ?? null);
  related = () => Promise.resolve([...this.events].flatMap(([id, one]) => (one.root === root ? [id] : [])));
  redact(_room: RoomId, event: EventId, transaction: string): Promise<void> {
    this.events.delete(event);
    this.redacted.push(event);
    this.transactions.push(transaction);
    return Promise.resolve();
  }
  left = (homeserver: string, _room: RoomId, events: readonly EventId[]) =>
    Promise.resolve(homeserver === this.deaf ? events : []);
  say(_room: RoomId, text: string): Promise<void> {
    this.said.push(text);
    return Promise.resolve();
  }
}

let store: MemoryConversations;
let room: Room;
let roster: UserId[];
let jobs: JobRequest[];
let notes: Notes;
let id: ConversationId;

beforeEach(async () => {
  store = new MemoryConversations();
  room = new Room();
  roster = [amina, claire];
  jobs = [];
  notes = new Notes({
    store,
    roster: { everybody: () => Promise.resolve(roster.map((userId) => ({ userId }) as RosterOfficer)) },
    rooms: room,
    members: room,
    permanences: room,
    victimsServer: VICTIMS,
    addJob: (job) => Promise.resolve(void jobs.push(job)),
    clock: { now: () => NOW },
  });
  await notes.start();
  id = randomUUID() as ConversationId;
  const texts = { number: "12-34", situation: "online", urgency: "normal", language: "fr", training: false } as const;
  await store.begin({ id, keyHash: randomBytes(32), victim: "@victim-1:v.example" as UserId, at: NOW, ...texts }, []);
});

const write = (event: EventId, over: Partial<Note> = {}): void =>
  void room.events.set(event, { sender: amina, encrypted: true, root, ...over });

async function closed(erasing: boolean): Promise<void> {
  const state = { phase: "closed", reason: "victim", at: NOW, ...(erasing ? { erasing } : {}) } as const;
  await store.change(id, () => ({ state, audit: [], jobs: [] }));
}

async function erase(homeserver: string): Promise<void> {
  const conversation = await store.read(id);
  if (conversation !== null) await notes.erase(conversation, homeserver);
}

describe("who is in the room", () => {
  it("is whoever is on the roster, once more when they have left, and nobody else", async () => {
    await notes.admit(amina);
    expect([...room.members]).toEqual([[amina, "invite"]]);
    room.members.set(amina, "join");
    await notes.admit(amina);
    expect([...room.members]).toEqual([[amina, "join"]]);
    room.members.delete(amina);
    await notes.admit(amina);
    expect([...room.members]).toEqual([[amina, "invite"]]);
    roster = [claire];
    await notes.admit(amina);
    expect([...room.members]).toEqual([]);
  });

  it("is looked at for everybody, on the roster or still in it", async () => {
    room.members.set("@gone:p.example" as UserId, "join");
    room.members.set(amina, "join");
    await notes.admitAll();
    expect(jobs.map(({ job }) => job)).toEqual(
      [amina, claire, "@gone:p.example"].map((officer) => ({ task: "notes-member", officer })),
    );
  });
});

describe("a conversation's thread", () => {
  it("is begun once, and found by its first event", async () => {
    await notes.begin(id);
    await notes.begin(id);
    expect([room.begun, room.said]).toEqual([1, ["Notes de la conversation 12-34"]]);
    expect(await store.ofNotes(root)).toMatchObject({ id, notes: { root, events: [] } });
  });

  it("is not begun of one that is being erased, nor left behind when it was erased meanwhile", async () => {
    const begin = room.begin.bind(room);
    room.begin = async (...what) => {
      await closed(true);
      return begin(...what);
    };
    await notes.begin(id);
    expect(room.redacted).toEqual([root]);
    await notes.begin(id);
    expect(room.begun).toBe(1);
    expect((await store.read(id))?.notes).toBeNull();
  });

  it("keeps what is written in it, also after the end, until it is being erased", async () => {
    await notes.begin(id);
    write(note);
    await notes.look(note);
    await closed(false);
    await notes.look(note);
    expect(room.redacted).toEqual([]);
    await closed(true);
    await notes.look(note);
    expect(room.redacted).toEqual([note]);
  });

  it.each<[string, Partial<Note>]>([
    ["outside of any thread", { root: null }],
    ["in a thread of no conversation", { root: "$other" as EventId }],
    ["without encryption", { encrypted: false }],
  ])("is the only place: what is written %s goes at once, and the bot says why", async (_what, over) => {
    await notes.begin(id);
    write(note, over);
    await notes.look(note);
    expect(room.redacted).toEqual([note]);
    expect(room.said.at(-1)).toContain(`${amina} : effacé`);
    await notes.look(note);
    expect(room.redacted).toEqual([note]);
  });
});

describe("erasing", () => {
  beforeEach(async () => {
    await notes.begin(id);
    write(note);
    write(edit);
    await closed(true);
  });

  it("redacts the whole thread once, whichever homeserver it is done for", async () => {
    await erase(VICTIMS);
    await erase(POLICE);
    expect(room.redacted.toSorted()).toEqual([edit, note, root].toSorted());
  });

  it("comes back for a homeserver that has not heard of it, and knows then still what there was", async () => {
    room.deaf = POLICE;
    await expect(erase(POLICE)).rejects.toThrow(MatrixUnavailable);
    expect(room.events.size).toBe(0);
    await expect(erase(POLICE)).rejects.toThrow(MatrixUnavailable);
    // The first round for all, then one for this homeserver at each attempt.
    expect(room.redacted).toHaveLength(9);
    room.deaf = "";
    await erase(POLICE);
    expect(room.redacted).toHaveLength(9);
  });

  it("asks nothing of anybody when there were no notes", async () => {
    const other = randomUUID() as ConversationId;
    const texts = { number: "12-35", situation: "online", urgency: "normal", language: "fr", training: false } as const;
    const victim = "@victim-2:v.example" as UserId;
    await store.begin({ id: other, keyHash: randomBytes(32), victim, at: NOW, ...texts }, []);
    room.deaf = POLICE;
    const conversation = await store.read(other);
    if (conversation !== null) await notes.erase(conversation, POLICE);
    expect(room.redacted).toEqual([]);
  });
});

/** What victims and officers do in a simulated night, by the doors that the real ones have: the victims' desk, the officers' desk, joining and leaving. */
import { type ConversationId, IdempotencyKey, type UserId } from "@abri/contract";
import type { Conversation, Command } from "../../domain/conversation.ts";
import { changeOrNothing } from "../../application/change.ts";
import type { Desk } from "../../application/desk.ts";
import type { OfficersDesk } from "../../application/officersDesk.ts";
import type { Settings } from "../../application/settings.ts";
import type { MemoryConversations } from "../memoryConversations.ts";
import type { Agenda } from "./agenda.ts";
import type { SimulatedOfficer, SimulatedVictim } from "./people.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The page asks how it stands so often. */
const HEARD_EVERY = 25 * SECOND;

interface Parts {
  readonly agenda: Agenda;
  readonly store: MemoryConversations;
  readonly desk: Desk;
  readonly officersDesk: OfficersDesk;
  readonly settings: Settings;
  readonly officers: readonly SimulatedOfficer[];
  readonly random: () => number;
  readonly bytes: (length: number) => Buffer;
  /** When the first officers come, in milliseconds since the epoch. */
  readonly opensAt: number;
}

export interface Answered {
  readonly conversation: ConversationId;
  readonly officer: UserId;
  readonly victim: SimulatedVictim;
  /** Since it was ready and officers were there. */
  readonly waitedMs: number;
}

export class Acting {
  readonly answered: Answered[] = [];
  /** Of each conversation that is over: how it ended, and when. */
  readonly ended: { readonly reason: string; readonly at: number }[] = [];
  readonly #parts: Parts;
  readonly #wereAbsent = new Set<ConversationId>();
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async arrives(victim: SimulatedVictim): Promise<void> {
    const { agenda, store, desk, random, bytes, opensAt } = this.#parts;
    const { situation, urgency, language, does, training } = victim;
    const idempotencyKey = IdempotencyKey.parse(bytes(32).toString("base64url"));
    const started = await desk.start({ idempotencyKey, situation, urgency, language }, training);
    if (!started.ok) throw new Error(started.refusal.why);
    const id = started.value.conversationId;
    store.onChange(id, () => agenda.add(0, () => this.#told(id, victim)));
    await this.#pageAsks(id);
    await desk.ready(id);
    const later = opensAt - agenda.now() + random() * 10 * MINUTE;
    if (does === "is in danger while waiting") agenda.add(later, () => desk.danger(id));
    if (does === "leaves while waiting")
      agenda.add(later, async () => {
        if ((await this.#state(id)).phase === "waiting") await desk.close(id, "emergency");
      });
  }

  async #pageAsks(id: ConversationId): Promise<void> {
    const { agenda, desk } = this.#parts;
    const { phase } = await this.#state(id);
    if (phase === "closed") return;
    // A page that is absent in its first offer is heard of again when that has lapsed.
    if (phase !== "offered" || !this.#wereAbsent.has(id)) await desk.heard(id);
    if (phase !== "offered" && this.#wereAbsent.has(id)) agenda.add(0, () => desk.heard(id));
    agenda.add(HEARD_EVERY, () => this.#pageAsks(id));
  }

  /** The page hears that something has changed. */
  async #told(id: ConversationId, victim: SimulatedVictim): Promise<void> {
    const { agenda } = this.#parts;
    const state = await this.#state(id);
    if (state.phase === "closed") this.ended.push({ reason: state.reason, at: agenda.now() });
    if (state.phase === "active" && !this.answered.some(({ conversation }) => conversation === id))
      await this.#isAnswered(id, state.officers[0], victim);
    const asked = askedIn(state);
    if (asked === null || asked.invited) return;
    if (victim.does === "is absent at first" && !this.#wereAbsent.has(id)) {
      this.#wereAbsent.add(id);
      return;
    }
    agenda.add(SECOND, () => this.#isInvited(id, asked.officer));
  }

  async #isAnswered(id: ConversationId, officer: UserId, victim: SimulatedVictim): Promise<void> {
    const { agenda, store, officersDesk, opensAt } = this.#parts;
    const conversation = await store.read(id);
    if (conversation?.state.phase !== "active") return;
    const waitedMs = agenda.now() - Math.max(conversation.state.readySince, opensAt);
    this.answered.push({ conversation: id, officer, victim, waitedMs });
    const anyone = { wanted: { kind: "anyone", skill: null }, stays: false } as const;
    if (victim.does === "is handed over")
      agenda.add(victim.talksForMs / 2, () => officersDesk.handOver(id, officer, anyone));
    agenda.add(victim.talksForMs, async () => {
      const state = await this.#state(id);
      if (state.phase === "active") await officersDesk.conclude(id, state.officers[0], null);
    });
  }

  async #isInvited(id: ConversationId, member: UserId): Promise<void> {
    const { agenda, officers, random } = this.#parts;
    if (askedIn(await this.#state(id))?.officer !== member) return;
    await this.#happens(id, { type: "invited", member });
    const temper = officers.find(({ userId }) => userId === member)?.temper;
    const mood = random();
    if (temper === "silent" && mood < 0.5) return;
    const declines = temper === "declining" && mood < 0.4;
    agenda.add((5 + random() * 35) * SECOND, async () => {
      // Withdrawn meanwhile: there is no invitation any more.
      if (askedIn(await this.#state(id))?.officer !== member) return;
      await this.#happens(id, declines ? { type: "left", member, by: "themselves" } : { type: "joined", member });
    });
  }

  async #happens(id: ConversationId, command: Command): Promise<void> {
    const { store, agenda, settings } = this.#parts;
    await store.change(id, (conversation) => changeOrNothing(conversation, command, agenda.now(), settings));
  }

  async #state(id: ConversationId): Promise<Conversation> {
    const conversation = await this.#parts.store.read(id);
    if (conversation === null) throw new Error("a conversation is lost");
    return conversation.state;
  }
}

/** Who is asked for it now; `null`: nobody. */
export function askedIn(state: Conversation): { readonly officer: UserId; readonly invited: boolean } | null {
  if (state.phase === "offered") return state;
  return state.phase === "active" ? (state.handover?.offer ?? null) : null;
}

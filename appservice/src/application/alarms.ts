/**
 * Grave danger rings: a line in the Permanence that mentions whoever is to come (client-server API, "User and room mentions"), which their clients
 * signal louder than an invitation. Where nobody has come yet, everybody on duty is called, again each minute; then the supervisors. In an exercise
 * nobody is called but whoever is in it, once, and is told that it is one.
 */
import type { ConversationId, Corps, RoomId, UserId } from "@abri/contract";
import { namedOfficers } from "../domain/conversation.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConversationStore } from "../ports/conversationStore.ts";
import type { JobRequest } from "../ports/jobs.ts";
import type { Permanences } from "../ports/matrix.ts";
import type { RosterOfficer, RosterStore } from "../ports/rosterStore.ts";
import { alarmText } from "./words.ts";

interface Parts {
  readonly store: Pick<ConversationStore, "read">;
  readonly roster: Pick<RosterStore, "everybody">;
  readonly permanences: Pick<Permanences, "call">;
  readonly rooms: () => ReadonlyMap<Corps, RoomId>;
  readonly addJob: (request: JobRequest) => Promise<void>;
  readonly clock: Clock;
}

export const AGAIN_MS = 60_000;

export class Alarms {
  readonly #parts: Parts;
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `at`: of this call; done twice it is said once. */
  async sound(id: ConversationId, by: UserId | null, at: number): Promise<void> {
    const { store, roster, permanences, rooms, addJob, clock } = this.#parts;
    const conversation = await store.read(id);
    if (conversation === null) return;
    const { phase } = conversation.state;
    const isWaiting = (phase === "waiting" && conversation.state.readySince !== null) || phase === "offered";
    if (!isWaiting && phase !== "active") return;
    const everybody = await roster.everybody();
    const { training } = conversation;
    const called = training
      ? everybody.filter(({ userId }) => namedOfficers(conversation.state).includes(userId))
      : isWaiting
        ? onDutyOrSupervisors(everybody)
        : supervisors(everybody);
    const text = alarmText(conversation, by !== null ? "marked" : isWaiting ? "waiting" : "accompanied");
    for (const [corps, room] of rooms()) {
      const mentioned = called.filter((one) => one.corps === corps).map(({ userId }) => userId);
      if (mentioned.length > 0) await permanences.call(room, text, mentioned, `alarm-${id}-${at}`);
    }
    if (isWaiting && !training) {
      const again = clock.now() + AGAIN_MS;
      await addJob({ job: { task: "alarm", conversation: id, by, at: again }, runAt: again });
    }
  }
}

/** Those on a break too. */
function onDutyOrSupervisors(officers: readonly RosterOfficer[]): readonly RosterOfficer[] {
  const present = officers.filter(({ onDuty }) => onDuty);
  return [...present, ...supervisors(officers).filter((one) => !present.includes(one))];
}

/** Those on duty; when none is, all of them. */
function supervisors(officers: readonly RosterOfficer[]): readonly RosterOfficer[] {
  const all = officers.filter(({ supervisor }) => supervisor);
  const present = all.filter(({ onDuty }) => onDuty);
  return present.length > 0 ? present : all;
}

/** Officers and a Permanence for the tests of the view-models. */
import { ConversationId, UserId } from "@abri/contract";
import type { DutyView, PermanenceView, QueuedView } from "@abri/contract/officers";

export const officer = (name: string, number = 1): DutyView["officer"] => ({
  userId: UserId.parse(`@${name}:police`),
  corps: "police",
  number,
});

export const onDuty = (name: string, number: number, changes: Partial<DutyView> = {}): DutyView => ({
  officer: officer(name, number),
  duty: "on",
  attested: true,
  supervisor: false,
  capacity: 3,
  skills: [],
  load: 0,
  ...changes,
});

export const idOf = (at: number): QueuedView["conversation"] =>
  ConversationId.parse(`00000000-0000-4000-8000-00000000000${at}`);

export const queued = (at: number, changes: Partial<QueuedView> = {}): QueuedView => ({
  conversation: idOf(at),
  number: `10-0${at}`,
  situation: "online",
  urgency: "normal",
  language: "fr",
  training: false,
  since: 1_000,
  state: { kind: "waiting" },
  ...changes,
});

export const permanence = (me: DutyView, queue: QueuedView[], others: DutyView[] = []): PermanenceView => ({
  me,
  officers: [me, ...others],
  queue,
  toClassify: [],
});

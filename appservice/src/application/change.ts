/** From a command to all that has to be committed together: the new state, the audit lines and the jobs. Pure. */
import type { ConversationId, UserId } from "@abri/contract";
import { decide, evolve, nextDeadline, type Command, type Event, type RefusalCode } from "../domain/conversation.ts";
import type { AuditLine, Change, StoredConversation } from "../ports/conversationStore.ts";
import type { JobRequest, WhyRemoved } from "../ports/jobs.ts";
import type { Settings } from "./settings.ts";

/** Something that was on its way while the officer joined has arrived by the last of these. */
const LOOKS_AFTER_JOIN_MS = [0, 1_000, 5_000];

export type Changed =
  { readonly ok: true; readonly change: Change | null } | { readonly ok: false; readonly refusal: RefusalCode };

/** `change: null`: the command asks for what is already so. */
export function changeBy(conversation: StoredConversation, command: Command, now: number, settings: Settings): Changed {
  const decision = decide(conversation.state, command, now);
  if (!decision.ok) return decision;
  if (decision.events.length === 0) return { ok: true, change: null };
  const state = decision.events.reduce(evolve, conversation.state);
  const endangered = decision.events.find((event) => event.type === "endangered");
  const due = nextDeadline(state, conversation, settings.limits);
  return {
    ok: true,
    change: {
      state,
      ...(endangered === undefined ? {} : { urgency: "danger" }),
      ...(endangered === undefined || endangered.by === null ? {} : { graveAt: now }),
      ...(decision.events.some(({ type }) => type === "joined") ? { answeredAt: now } : {}),
      audit: decision.events.flatMap(audited),
      jobs: [
        ...decision.events.flatMap((event) => calledFor(conversation, event, now, settings)),
        ...(due === null ? [] : [{ job: { task: "tick", conversation: conversation.id }, runAt: due } as const]),
      ],
    },
  };
}

/** The same, where a refusal only means that the moment has passed. */
export function changeOrNothing(
  conversation: StoredConversation,
  command: Command,
  now: number,
  settings: Settings,
): Change | null {
  const changed = changeBy(conversation, command, now, settings);
  return changed.ok ? changed.change : null;
}

function calledFor(
  conversation: StoredConversation,
  event: Event,
  now: number,
  settings: Settings,
): readonly JobRequest[] {
  const { id } = conversation;
  const match: JobRequest = { job: { task: "match" } };
  const face: JobRequest = { job: { task: "face", conversation: id } };
  const powers: JobRequest = { job: { task: "powers", conversation: id } };
  const alarm = (by: UserId | null): JobRequest => ({ job: { task: "alarm", conversation: id, by, at: now } });
  const ring = (officer: UserId): JobRequest => ({ job: { task: "ring", conversation: id, officer, at: now } });
  const remove = (member: UserId, why: WhyRemoved): JobRequest => ({
    job: { task: "remove", conversation: id, member, why },
  });
  switch (event.type) {
    case "readied":
      return [match, ...(conversation.urgency === "danger" ? [alarm(null)] : [])];
    case "endangered":
      return [match, alarm(event.by)];
    case "declined":
    case "pageAbsent":
    case "left":
    case "takenBack":
    case "returned":
      return [match];
    case "timedOut":
      return [match, remove(event.officer, "withdrawn")];
    case "pageSeen":
      return [face];
    case "strangerSeen":
      return [remove(event.member, "withdrawn")];
    case "handoverOrdered":
      return [match, face];
    case "handoverOffered":
      return [face];
    case "handoverLent":
      return [powers, face];
    case "handoverRefused":
      return [match, powers, face, ...(event.how === "declined" ? [] : [remove(event.officer, "withdrawn")])];
    case "handoverFailed":
      return [powers, face, ...(event.offered === null ? [] : [remove(event.offered, "withdrawn")])];
    case "handedOver":
      return [match, powers, face, ...looksAfterJoin(id, now)];
    case "relieved":
      return [match, remove(event.officer, "relieved")];
    case "requeued":
      return [match, powers, remove(event.officer, "requeued")];
    case "closed":
      return [
        match,
        { job: { task: "dismiss", conversation: id } },
        ...settings.homeservers.map((homeserver): JobRequest => ({
          job: { task: "erase", conversation: id, homeserver },
          runAt: event.at + settings.retention,
        })),
      ];
    case "opened":
    case "offered":
    case "erasingStarted":
    case "erased":
      return [];
    case "invited":
    case "handoverInvited":
      return [ring(event.officer)];
    case "joined":
      return [...looksAfterJoin(id, now), { job: { task: "widget", conversation: id } }];
  }
}

function looksAfterJoin(conversation: ConversationId, now: number): readonly JobRequest[] {
  return LOOKS_AFTER_JOIN_MS.map((after, look) => ({ job: { task: "tie", conversation, look }, runAt: now + after }));
}

function audited(event: Event): readonly AuditLine[] {
  switch (event.type) {
    case "opened":
      return [{ who: "victim", what: "opened" }];
    case "offered":
    case "declined":
    case "timedOut":
    case "joined":
    case "left":
    case "takenBack":
      return [{ who: event.officer, what: event.type }];
    case "requeued":
      return [{ who: event.officer, what: "put back into the queue" }];
    case "handoverOrdered":
      return [
        {
          who: event.handover.by,
          what: event.handover.from === null ? "second officer asked for" : "handover ordered",
        },
      ];
    case "handoverOffered":
      return [{ who: event.officer, what: "handover offered" }];
    case "handoverRefused":
      return [{ who: event.officer, what: `handover ${event.how}` }];
    case "handoverFailed":
      return [{ who: "desk", what: `handover failed: ${event.why}` }];
    case "handedOver":
      return event.from === null
        ? [{ who: event.to, what: "joined as second officer" }]
        : [
            { who: event.from, what: "handed over" },
            { who: event.to, what: "took over" },
          ];
    case "strangerSeen":
      return [{ who: "desk", what: "stranger removed" }];
    case "endangered":
      return [
        event.by === null ? { who: "victim", what: "in danger now" } : { who: event.by, what: "grave danger marked" },
      ];
    case "returned":
      return [{ who: "victim", what: "came back" }];
    case "closed":
      return [{ who: whoCloses(event.reason), what: `closed: ${event.reason}` }];
    case "erased":
      return [{ who: "desk", what: "erased" }];
    case "readied":
    case "invited":
    case "handoverInvited":
    case "handoverLent":
    case "relieved":
    case "pageAbsent":
    case "erasingStarted":
    case "pageSeen":
      return [];
  }
}

function whoCloses(reason: Extract<Event, { type: "closed" }>["reason"]): string {
  return reason === "victim" || reason === "emergency" ? "victim" : "desk";
}

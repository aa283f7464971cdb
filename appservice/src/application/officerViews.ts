/** What the officers' widgets are shown of the desk: pure. Never who a victim is, nor a word of what is said. */
import type { OfficerView, RoomId, UserId } from "@abri/contract";
import type { ConversationView, DutyView, PermanenceView, QueuedView } from "@abri/contract/officers";
import { isFree } from "../domain/choose.ts";
import type { StoredConversation } from "../ports/conversationStore.ts";
import type { RosterOfficer } from "../ports/rosterStore.ts";

export function permanenceView(
  me: RosterOfficer,
  roster: readonly RosterOfficer[],
  living: readonly StoredConversation[],
  toClassify: readonly StoredConversation[],
): PermanenceView {
  const view = viewer(roster);
  return {
    me: duty(me),
    officers: roster.filter(({ corps }) => me.supervisor || corps === me.corps).map(duty),
    queue: living.flatMap((one) => queued(one, view, me) ?? []),
    toClassify: toClassify.flatMap(({ id: conversation, number, situation, training, state }) =>
      state.phase === "closed" ? [{ conversation, number, situation, training, endedAt: state.at }] : [],
    ),
  };
}

/** `null`: it is not going on. */
export function conversationView(
  { number, situation, urgency, language, training, graveAt, patrol, notes, state }: StoredConversation,
  roster: readonly RosterOfficer[],
  notesRoom: RoomId | null,
): ConversationView | null {
  if (state.phase !== "active") return null;
  const view = viewer(roster);
  const { handover, handedOver, officers, page, readySince: since } = state;
  return {
    ...{ number, situation, urgency, language, training, since, page },
    officers: officers.flatMap(view),
    graveAt,
    patrol: patrol && { at: patrol.at, toldAt: patrol.toldAt },
    handover:
      handover === undefined
        ? null
        : {
            by: view(handover.by)[0] ?? null,
            wanted: handover.wanted,
            stays: handover.from === null,
            offered: offered(handover.offer, view),
          },
    lastHandover: handedOver?.outcome ?? null,
    free: roster.filter((one) => isFree(one) && !officers.includes(one.userId)).map(named),
    notes: notes && notesRoom && { roomId: notesRoom, root: notes.root, officers: roster.map(named) },
  };
}

type Viewer = (userId: UserId) => OfficerView[];

function viewer(roster: readonly RosterOfficer[]): Viewer {
  const byId = new Map(roster.map((officer) => [officer.userId, named(officer)]));
  return (userId) => {
    const officer = byId.get(userId);
    return officer === undefined ? [] : [officer];
  };
}

function offered(
  offer: { readonly officer: UserId; readonly deadline: number; readonly lent: boolean } | null,
  view: Viewer,
): NonNullable<ConversationView["handover"]>["offered"] {
  const [officer] = offer === null ? [] : view(offer.officer);
  return offer === null || officer === undefined ? null : { officer, deadline: offer.deadline, lent: offer.lent };
}

function queued(
  { id: conversation, number, situation, urgency, language, training, state }: StoredConversation,
  view: Viewer,
  me: RosterOfficer,
): QueuedView | null {
  const what = { conversation, number, situation, urgency, language, training };
  switch (state.phase) {
    case "waiting":
      return { ...what, since: state.readySince, state: { kind: "waiting" } };
    case "offered": {
      const [officer] = view(state.officer);
      if (officer === undefined) return null;
      return { ...what, since: state.readySince, state: { kind: "offered", officer, deadline: state.deadline } };
    }
    case "active": {
      const isMine = state.officers.includes(me.userId) || state.handover?.offer?.officer === me.userId;
      if (!isMine && !me.supervisor) return null;
      const officers = state.officers.flatMap(view);
      const offer = state.handover?.offer;
      const [asked = null] = offer ? view(offer.officer) : [];
      return {
        ...what,
        since: state.readySince,
        state: { kind: "active", officers, handover: state.handover !== undefined, asked },
      };
    }
    case "opening":
    case "closed":
    case "erased":
      return null;
  }
}

function named({ userId, corps, number }: RosterOfficer): OfficerView {
  return { userId, corps, number };
}

function duty(officer: RosterOfficer): DutyView {
  const { onDuty, onBreak, attested, supervisor, capacity, skills, load } = officer;
  return {
    officer: named(officer),
    duty: onBreak ? "break" : onDuty ? "on" : "off",
    ...{ attested, supervisor, capacity, load },
    skills: [...skills],
  };
}

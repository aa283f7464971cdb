/**
 * What the officers' widgets and the desk say to each other, on the officers' origin. The widget shows its OpenID token (client-server API,
 * "OpenID"; widget API, MSC1960) once, and gets a token of ours for the one room that it stands in; every other request carries
 * `Authorization: Bearer <that token>`, and every one that changes something also `X-Abri: 1`.
 *
 * | request                                    | body              | answers                                                              |
 * | ------------------------------------------ | ----------------- | -------------------------------------------------------------------- |
 * | `POST /api/identity`                       | IdentityRequest   | 201 Identity; each OpenID token is taken once                        |
 * | `GET /api/permanence?since=TAG`            | –                 | 200 PermanenceAnswer, at once or when its tag is another one (≤ 25 s) |
 * | `GET /api/clients`                         | –                 | 200 Clients: without a session                                       |
 * | `GET /api/library`                         | –                 | 200 Library: the organisation's own words and services               |
 * | `POST /api/permanence/take`                | TakeRequest       | 204: the conversation is offered to this officer, out of turn        |
 * | `POST /api/permanence/assign`              | AssignRequest     | 204: the same to another officer; supervisors only                   |
 * | `POST /api/permanence/decline`             | DeclineRequest    | 204: the next one is asked                                           |
 * | `POST /api/permanence/classify`            | ClassifyRequest   | 204: what it was, of one that has ended and in which the officer was |
 * | `POST /api/permanence/handover`            | HandoverAllRequest| 204: as below, of any conversation that is the officer's (a supervisor: of all) |
 * | `GET /api/conversation?since=TAG`          | –                 | 200 ConversationAnswer, in the same way                              |
 * | `POST /api/conversation/handover`          | HandoverRequest   | 204: somebody is looked for                                          |
 * | `POST /api/conversation/cancel-handover`   | –                 | 204                                                                  |
 * | `POST /api/conversation/requeue`           | –                 | 204: waiting again, at the place that it had                         |
 * | `POST /api/conversation/danger`            | –                 | 204: grave danger; the supervisors are called                        |
 * | `POST /api/conversation/patrol`            | –                 | 204: a patrol is to be sent; once for a conversation                 |
 * | `POST /api/conversation/notes`             | –                 | 204: there will be a thread for private notes; the view says where   |
 * | `POST /api/conversation/conclude`          | ConcludeRequest   | 204: the conversation is over                                        |
 *
 * An act that is not possible now answers 409 `ABRI_WRONG_PHASE`, one that is not this officer's 403 `M_FORBIDDEN`; `reason` in the body says which.
 */
import { z } from "zod";
import { OfficerView } from "./conversation.ts";
import { ConversationId, EventId, RoomId, UserId } from "./ids.ts";
import { Corps, Language, StatedSituation, Urgency } from "./situation.ts";

/** Origins of the Element that may show the widgets: a widget answers to no other. */
export const Clients = z.object({ origins: z.array(z.url()) });

export const IdentityRequest = z.strictObject({
  /** As the homeserver gave it to the client: `request_token`. */
  openId: z.object({ access_token: z.string().min(1).max(1_000), matrix_server_name: z.string().min(1).max(255) }),
  /** The room that the widget stands in. */
  roomId: RoomId,
});
export type IdentityRequest = z.infer<typeof IdentityRequest>;

/** 32 random bytes, unpadded base64url. */
export const OfficerToken = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand<"OfficerToken">();
export type OfficerToken = z.infer<typeof OfficerToken>;

export const Identity = z.object({
  token: OfficerToken,
  /** Milliseconds since the epoch. */
  expiresAt: z.int(),
  officer: OfficerView,
  supervisor: z.boolean(),
  /** What stands in this room. */
  room: z.enum(["permanence", "conversation"]),
});
export type Identity = z.infer<typeof Identity>;

/** One of the roster. `load`: conversations offered to them or active with them, without exercises. */
export const DutyView = z.object({
  officer: OfficerView,
  duty: z.enum(["on", "break", "off"]),
  attested: z.boolean(),
  supervisor: z.boolean(),
  capacity: z.int(),
  skills: z.array(z.string()),
  load: z.int(),
});
export type DutyView = z.infer<typeof DutyView>;

/** Who is wanted in a handover. */
export const Wanted = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("officer"), userId: UserId }),
  z.strictObject({ kind: z.literal("corps"), corps: Corps }),
  z.strictObject({ kind: z.literal("anyone"), skill: z.string().max(40).nullable() }),
]);
export type Wanted = z.infer<typeof Wanted>;

/** What the desk knows of a conversation; never who the victim is, nor a word of it. Times are milliseconds since the epoch. */
export const QueuedView = z.object({
  conversation: ConversationId,
  /** To be said aloud; may be that of another conversation too. */
  number: z.string(),
  situation: StatedSituation,
  urgency: Urgency,
  language: Language,
  /** An exercise (`npm run train`): nobody is in need. */
  training: z.boolean(),
  /** Since when an officer could be asked; `null`: nothing is written yet. */
  since: z.int().nullable(),
  state: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("waiting") }),
    z.object({ kind: z.literal("offered"), officer: OfficerView, deadline: z.int() }),
    z.object({
      kind: z.literal("active"),
      officers: z.array(OfficerView),
      handover: z.boolean(),
      /** Who is asked to come, in a handover. */
      asked: OfficerView.nullable(),
    }),
  ]),
});
export type QueuedView = z.infer<typeof QueuedView>;

export const PermanenceView = z.object({
  me: DutyView,
  /** A supervisor: of all corps. Others: of their own. */
  officers: z.array(DutyView),
  /** In the order in which they are served; what is active only for a supervisor, and one's own. */
  queue: z.array(QueuedView),
  /** This officer's, that ended without an officer's saying what it was; the oldest first. Gone when they are erased. */
  toClassify: z.array(
    z.object({
      conversation: ConversationId,
      number: z.string(),
      situation: StatedSituation,
      training: z.boolean(),
      endedAt: z.int(),
    }),
  ),
});
export type PermanenceView = z.infer<typeof PermanenceView>;

/** `tag` names this state of things: asked with it, the answer comes when there is another one. */
export const PermanenceAnswer = z.object({ tag: z.string(), view: PermanenceView });
export type PermanenceAnswer = z.infer<typeof PermanenceAnswer>;

export const TakeRequest = z.strictObject({ conversation: ConversationId });
export const AssignRequest = z.strictObject({ conversation: ConversationId, officer: UserId });
/** From a list: free text could name somebody. */
export const DeclineReason = z.enum(["busy", "language", "skill", "conflict-of-interest", "technical"]);
export type DeclineReason = z.infer<typeof DeclineReason>;
export const DeclineRequest = z.strictObject({ conversation: ConversationId, reason: DeclineReason });

export const HandoverRequest = z.strictObject({
  wanted: Wanted,
  /** Whoever is in it stays: a second officer in addition. */
  stays: z.boolean().default(false),
});
export type HandoverRequest = z.infer<typeof HandoverRequest>;
export const HandoverAllRequest = HandoverRequest.extend({ conversation: ConversationId });

/** What the officer says of it at the end, without free text that could name somebody. */
export const Classification = z.strictObject({
  situation: StatedSituation,
  risk: z.enum(["none", "low", "serious", "grave"]),
  orientation: z.enum(["none", "advice", "association", "complaint", "emergency", "child-protection"]),
  outcome: z.enum(["helped", "left", "not-concerned", "hoax", "technical"]),
});
export type Classification = z.infer<typeof Classification>;
export const ClassifyRequest = z.strictObject({ conversation: ConversationId, classification: Classification });
export const ConcludeRequest = z.strictObject({ classification: Classification.nullable().default(null) });

export const ConversationView = z.object({
  number: z.string(),
  situation: StatedSituation,
  urgency: Urgency,
  language: Language,
  /** An exercise: nobody is in need. */
  training: z.boolean(),
  since: z.int(),
  /** The victim's page: in sight and answering, in the background, silent, or closed. */
  page: z.enum(["here", "away", "lost", "closed"]),
  officers: z.array(OfficerView),
  /** When an officer last said that it is a grave danger; `null`: none has. */
  graveAt: z.int().nullable(),
  /** A patrol was ordered. `toldAt`: the operations room knows since then. */
  patrol: z.object({ at: z.int(), toldAt: z.int().nullable() }).nullable(),
  handover: z
    .object({
      by: OfficerView.nullable(),
      wanted: Wanted,
      stays: z.boolean(),
      /** Who is asked now. `lent`: the victim's page is away, an officer who is in it invites them. */
      offered: z.object({ officer: OfficerView, deadline: z.int(), lent: z.boolean() }).nullable(),
    })
    .nullable(),
  /** How the last handover ended; `null`: there was none. */
  lastHandover: z.enum(["done", "declined", "timed out", "nobody", "cancelled", "page absent"]).nullable(),
  /** To whom it can be handed over now. */
  free: z.array(OfficerView),
  /** The thread of private notes: its room, its first event, and everybody who may have written there. `null`: nobody has asked for one. */
  notes: z.object({ roomId: RoomId, root: EventId, officers: z.array(OfficerView) }).nullable(),
});
export type ConversationView = z.infer<typeof ConversationView>;

/** `null`: it is over. */
export const ConversationAnswer = z.object({ tag: z.string(), view: ConversationView.nullable() });
export type ConversationAnswer = z.infer<typeof ConversationAnswer>;

/**
 * What the victim's page and the gateway say to each other, besides the allowed part of Matrix's client-server API.
 *
 * Every request that changes something carries the header `X-Abri: 1` (a form or a link of another site cannot set it), and every one
 * but the start carries `Authorization: Bearer <session token>`, which is also the page's Matrix access token.
 *
 * A start that also carries `X-Abri-Training: <the operator's training token>` is an exercise, marked as one wherever officers see it; with another
 * token it is refused (403 M_FORBIDDEN). No page sends it.
 *
 * | request                              | body                 | answers                                                   |
 * | ------------------------------------ | -------------------- | --------------------------------------------------------- |
 * | `POST /api/conversations`            | StartRequest         | 201 StartResponse (the same one for the same key); 400 ABRI_UNKNOWN_LANGUAGE |
 * | `GET /api/conversation?since=N`      | –                    | 200 StatusResponse, at once or when its version exceeds N (≤ 25 s, then as it is) |
 * | `POST /api/conversation/ready`       | –                    | 204: a first message is written, an officer may be asked  |
 * | `POST /api/conversation/danger`      | –                    | 204: in danger now, first in the queue                    |
 * | `POST /api/conversation/page`        | PageRequest          | 204: the desk knows how the page is                       |
 * | `POST /api/conversation/close`       | CloseRequest         | 204: the session token is dead                            |
 * | `/_matrix/client/…`                  | Matrix               | the allow-list in `appservice/src/adapters/gateway/`      |
 */
import { z } from "zod";
import { VictimStatus } from "./conversation.ts";
import { ConversationId, DeviceId, IdempotencyKey, RoomId, SessionToken, UserId } from "./ids.ts";
import { Language, StatedSituation, Urgency } from "./situation.ts";

export const StartRequest = z.strictObject({
  idempotencyKey: IdempotencyKey,
  situation: StatedSituation,
  language: Language,
  urgency: Urgency.default("normal"),
});
export type StartRequest = z.infer<typeof StartRequest>;

export const StartResponse = z.object({
  conversationId: ConversationId,
  sessionToken: SessionToken,
  userId: UserId,
  deviceId: DeviceId,
  roomId: RoomId,
});
export type StartResponse = z.infer<typeof StartResponse>;

/** `version` grows by one with each change that the victim can see, but for the place in the queue: that depends on others. */
export const StatusResponse = z.object({ version: z.int().nonnegative(), status: VictimStatus });
export type StatusResponse = z.infer<typeof StatusResponse>;

export const CloseRequest = z.strictObject({ reason: z.enum(["victim", "emergency"]) });
export type CloseRequest = z.infer<typeof CloseRequest>;

/** `hidden`: in the background, or the phone sleeps. `closed`: the page is gone, and what it held with it. */
export const PageRequest = z.strictObject({ page: z.enum(["shown", "hidden", "closed"]) });
export type PageRequest = z.infer<typeof PageRequest>;

/** Put by the gateway into the page that it serves, in `<script type="application/json" id="abri-page-config">`. */
export const PageConfig = z.object({
  /** PEM certificates of the organisation's CA: who may be given keys. */
  caCertificatesPem: z.string().min(1),
  /** Where the emergency exit leads: a neutral public page. */
  exitUrl: z.url(),
  /** A conversation whose page gives no sign of life for so long is closed as left. */
  idleSeconds: z.number().positive(),
});
export type PageConfig = z.infer<typeof PageConfig>;

/**
 * Synapse's pushes. Ours stands before the bridge's own handler, which acknowledges before it has handled: here everything that
 * matters is committed first, and a database that is away makes Synapse try again. What is not needed is never stored: no message, not even
 * an encrypted one.
 */
import { timingSafeEqual, createHash } from "node:crypto";
import { type Corps, DUTY_EVENT, EventId, RoomId, serverNameOf, UserId } from "@abri/contract";
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import { z } from "zod";
import type { InboxStore, MemberEvent } from "../../ports/inboxStore.ts";
import type { JobRequest } from "../../ports/jobs.ts";
import type { Log } from "../../ports/log.ts";

/** Synapse sends up to 100 events of up to 64 KiB. */
const MAX_BODY = "10mb";

const Transaction = z.object({ events: z.array(z.unknown()) });
const Typed = z.object({ type: z.string() });
const Member = z.object({
  event_id: EventId,
  room_id: RoomId,
  sender: UserId,
  state_key: UserId,
  content: z.object({ membership: z.enum(["invite", "join", "leave", "ban", "knock"]) }),
});
const Duty = z.object({ event_id: EventId, room_id: RoomId, sender: UserId, state_key: UserId });

/** A line that begins with an exclamation mark. */
const Order = z.object({
  event_id: EventId,
  room_id: RoomId,
  sender: UserId,
  content: z.object({ msgtype: z.literal("m.text"), body: z.string().max(300).startsWith("!") }),
});

/** Whatever an officer writes in the room of the private notes; what it says is for no schema to read. */
const Written = z.object({ event_id: EventId, room_id: RoomId, sender: UserId, state_key: z.undefined().optional() });

interface Parts {
  readonly hsToken: string;
  readonly inbox: Pick<InboxStore, "receive">;
  readonly bot: UserId;
  /** Which corps' Permanence a room is. */
  readonly corpsOf: (room: RoomId) => Corps | null;
  /** The room of the private notes; `null`: not made yet. */
  readonly notesRoom: () => RoomId | null;
  readonly log: Log;
  /** An event that is not what its type says was dropped. */
  readonly dropped: () => void;
}

/** Everything that is not a transaction is left to the bridge's own application. */
export function transactionsBefore(bridgeApp: RequestHandler, parts: Parts): Express {
  const { inbox, log } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.use("/_matrix/app/v1", (request, response, next) => {
    if (mayPush(request, parts.hsToken)) next();
    else response.status(403).json({ errcode: "M_FORBIDDEN", error: "bad token" });
  });
  // The bridge does not know this one: with it Synapse finds out that we are back.
  app.post("/_matrix/app/v1/ping", (_request, response) => response.json({}));
  app.put(
    "/_matrix/app/v1/transactions/:txnId",
    express.json({ limit: MAX_BODY, type: () => true }),
    async (request, response) => {
      const body = Transaction.safeParse(request.body);
      if (!body.success) {
        response.status(400).json({ errcode: "M_BAD_JSON", error: "not a transaction" });
        return;
      }
      const { members, jobs } = sort(body.data.events, parts);
      try {
        await inbox.receive(members, jobs);
        response.json({});
      } catch (error) {
        log.error("a transaction could not be stored", error);
        response.status(503).json({ errcode: "ABRI_UNAVAILABLE", error: "try again" });
      }
    },
  );
  app.use(bridgeApp);
  // Express's own handler would write the error, which can quote the body, to the log and into the answer.
  const notRead: ErrorRequestHandler = (error, _request, response, next) => {
    log.error("a push could not be read", error);
    if (response.headersSent) next(error);
    else response.status(400).json({ errcode: "M_NOT_JSON", error: "not a transaction" });
  };
  app.use(notRead);
  return app;
}

function sort(events: readonly unknown[], parts: Parts): { members: MemberEvent[]; jobs: JobRequest[] } {
  const members: MemberEvent[] = [];
  const jobs: JobRequest[] = [];
  for (const event of events) {
    const typed = Typed.safeParse(event);
    if (!typed.success) parts.dropped();
    else if (typed.data.type === "m.room.member") {
      const parsed = Member.safeParse(event);
      if (!parsed.success) {
        parts.dropped();
        continue;
      }
      const { event_id: eventId, room_id: roomId, sender, state_key: member, content } = parsed.data;
      const corps = parts.corpsOf(roomId);
      const change: MemberEvent = { eventId, roomId, sender, member, membership: content.membership };
      if (corps !== null) jobs.push({ job: { task: "roster", corps, officer: member } });
      else if (!isMaking(change, parts.bot)) members.push(change);
    } else if (isNote(event, parts)) {
      jobs.push({ job: { task: "note", event: event.event_id } });
    } else if (typed.data.type === "m.room.message") {
      // Everything but an order in a Permanence is none of ours.
      const order = Order.safeParse(event).data;
      const corps = order === undefined ? null : parts.corpsOf(order.room_id);
      if (order === undefined || corps === null || order.sender === parts.bot) continue;
      const { event_id, sender: officer, content } = order;
      jobs.push({ job: { task: "order", corps, officer, event: event_id, text: content.body } });
    } else if (typed.data.type === DUTY_EVENT) {
      const parsed = Duty.safeParse(event);
      const corps = parsed.success ? parts.corpsOf(parsed.data.room_id) : null;
      if (parsed.success && parsed.data.sender === parsed.data.state_key && corps !== null)
        jobs.push({ job: { task: "roster", corps, officer: parsed.data.sender } });
      else parts.dropped();
    }
  }
  return { members, jobs };
}

/** A redaction takes something away; whatever else is in that room has to belong to a conversation. */
function isNote(event: unknown, { notesRoom, bot }: Parts): event is z.infer<typeof Written> {
  const { data } = Written.safeParse(event);
  if (data === undefined || data.sender === bot || data.room_id !== notesRoom()) return false;
  return Typed.parse(event).type !== "m.room.redaction";
}

/**
 * The bot comes, invites the victim, and the victim comes: three events of every new room, and the desk draws nothing from them. Another
 * victim's user could only come after an invitation that is not one of these.
 */
function isMaking({ member, membership, sender }: MemberEvent, bot: UserId): boolean {
  if (member === bot) return true;
  if (!member.startsWith("@victim-") || serverNameOf(member) !== serverNameOf(bot)) return false;
  return (membership === "invite" && sender === bot) || (membership === "join" && sender === member);
}

/** In constant time, whatever the lengths. */
function mayPush(request: Request, hsToken: string): boolean {
  const [scheme, given] = (request.headers.authorization ?? "").split(" ");
  const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
  return scheme === "Bearer" && given !== undefined && timingSafeEqual(hash(given), hash(hsToken));
}

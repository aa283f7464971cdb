/**
 * The victim's messages on their way: the part of the log that is kept, sent in order, tried again, edited and withdrawn. What has never
 * left this browser is changed on the spot; what has, or may have, is changed in the room by an event of its own.
 */
import type { Attachment } from "./attachment.ts";
import { type Change, type Log, type LogEntry, type Mine, nextPlace } from "./log.ts";
import type { Sent } from "./ports.ts";

interface Written {
  readonly key: string;
  readonly text: string;
  readonly attachment?: Attachment;
  readonly urgent?: boolean;
}

export function write(log: Log, { key, text, attachment, urgent = false }: Written): Log {
  const nothing = { mayHaveLeft: false, events: [], loose: [], edited: false, change: null, at: null };
  return [...log, { kind: "mine", key, text, attachment: attachment ?? null, urgent, delivery: "waiting", ...nothing }];
}

/**
 * The one message that may be sent now; `null` when all are sent, one is on its way, or one has failed and blocks the rest. It does not
 * block what says that somebody is in danger.
 */
export function nextToSend(log: Log): Mine | null {
  const urgent = log.find((entry) => entry.kind === "mine" && entry.urgent && entry.delivery === "waiting");
  if (urgent?.kind === "mine") return urgent;
  for (const entry of log) {
    if (entry.kind !== "mine" || isIn(entry)) continue;
    return entry.delivery === "waiting" ? entry : null;
  }
  return null;
}

/** The oldest change that may be brought to the room now: its message has arrived. One that has failed keeps nothing else back. */
export function nextChange(log: Log): { readonly message: Mine; readonly change: Change } | null {
  for (const message of log) {
    if (message.kind !== "mine" || !isIn(message)) continue;
    if (message.change?.state === "waiting") return { message, change: message.change };
  }
  return null;
}

/** It is on its way, or is to be tried again. */
export function mark(log: Log, key: string, delivery: "sending" | "waiting"): Log {
  return update(log, key, (entry) => ({ ...entry, delivery }));
}

export function markChange(log: Log, key: string, state: "sending" | "waiting"): Log {
  return update(log, key, (entry) => (entry.change ? { ...entry, change: { ...entry.change, state } } : entry));
}

/**
 * What a try to send the message came to.
 * @param certain the page knows who is in the conversation now
 */
export function settle(log: Log, key: string, sent: Sent, certain: boolean): Log {
  const settled = update(log, key, (entry) => {
    switch (sent.kind) {
      case "sent":
        return {
          ...entry,
          attachment: letGo(entry.attachment),
          delivery: "sent",
          mayHaveLeft: true,
          events: [sent.eventId],
          at: certain ? nextPlace(log) : null,
        };
      case "later":
        return { ...entry, delivery: "waiting", mayHaveLeft: true };
      case "no-reader":
        return stayed({ ...entry, delivery: "waiting" });
      case "refused":
        return stayed({ ...entry, delivery: "failed", mayHaveLeft: false });
    }
  });
  // Withdrawn in the meantime, and it is now known that it never left: nothing remains to be done.
  return settled.filter((entry) => !(entry.kind === "mine" && entry.text === null && !entry.mayHaveLeft));
}

/** What a try to bring an edit came to. The victim may have asked for another change in the meantime. */
export function settleEdit(log: Log, key: string, changeKey: string, sent: Sent, certain: boolean): Log {
  return update(log, key, (entry) => {
    const loose = entry.loose.filter((one) => one !== changeKey);
    const current = entry.change?.key === changeKey ? entry.change : null;
    const change = (state: Change["state"]): Change | null => (current ? { ...current, state } : entry.change);
    switch (sent.kind) {
      case "sent": {
        const events = [...entry.events, sent.eventId];
        const at = certain ? nextPlace(log) : null;
        return { ...entry, loose, events, delivery: "sent", change: current ? null : entry.change, at };
      }
      case "later":
        return { ...entry, loose: [...loose, changeKey], change: change("waiting") };
      case "no-reader":
        return { ...entry, change: change("waiting") };
      case "refused":
        return { ...entry, loose, change: change("failed") };
    }
  });
}

/** What a try to withdraw it came to. */
export function settleWithdrawal(log: Log, key: string, outcome: "done" | "later" | "refused"): Log {
  return update(log, key, (entry) => {
    if (entry.change?.kind !== "withdrawal") return entry;
    if (outcome === "done") return { ...entry, change: null };
    return { ...entry, change: { ...entry.change, state: outcome === "later" ? "waiting" : "failed" } };
  });
}

/** Another text for one's own message; `changeKey` is used when the message may have left. */
export function edit(log: Log, key: string, changeKey: string, text: string): Log {
  return update(log, key, (entry) => {
    if (entry.text === null || entry.text === text || entry.attachment !== null) return entry;
    if (!isAway(entry)) return { ...entry, text };
    return { ...entry, text, edited: true, change: { kind: "edit", key: changeKey, state: "waiting" } };
  });
}

/** Takes one's own message back: out of the page at once, and out of the room when it may have got there. */
export function withdraw(log: Log, key: string, changeKey: string): Log {
  const change: Change = { kind: "withdrawal", key: changeKey, state: "waiting" };
  return log
    .filter((entry) => !(entry.kind === "mine" && entry.key === key && !isAway(entry)))
    .map((entry) =>
      entry.kind === "mine" && entry.key === key && entry.text !== null
        ? { ...entry, text: null, attachment: letGo(entry.attachment), change }
        : entry,
    );
}

/** These events were read: the messages whose present text is among them. */
export function markRead(log: Log, eventIds: ReadonlySet<string>): Log {
  const isRead = (entry: LogEntry): entry is Mine =>
    entry.kind === "mine" && entry.delivery === "sent" && eventIds.has(entry.events.at(-1) ?? "");
  return log.some(isRead) ? log.map((entry) => (isRead(entry) ? { ...entry, delivery: "read" } : entry)) : log;
}

/** A conversation that is over sends nothing more: what was not sent has failed, and the page must not say otherwise. */
export function giveUp(log: Log): Log {
  return log.map((entry) => {
    if (entry.kind !== "mine") return entry;
    const change: Change | null = entry.change && { ...entry.change, state: "failed" };
    return { ...entry, change, attachment: letGo(entry.attachment), delivery: isIn(entry) ? entry.delivery : "failed" };
  });
}

/** The homeserver has it. */
function isIn(entry: Mine): boolean {
  return entry.delivery === "sent" || entry.delivery === "read";
}

/** It has left this browser, or may have. */
function isAway(entry: Mine): boolean {
  return entry.mayHaveLeft || entry.delivery === "sending";
}

/** It did not leave: an edit that was asked for in the meantime is simply its text. */
function stayed(entry: Mine): Mine {
  return entry.mayHaveLeft || entry.change?.kind !== "edit" ? entry : { ...entry, change: null, edited: false };
}

/** A picture that is sent, or not to be sent, does not stay in the page. */
function letGo(attachment: Attachment | null): Attachment | null {
  return attachment?.kind === "picture" ? { kind: "picture", picture: null } : attachment;
}

function update(log: Log, key: string, to: (entry: Mine) => Mine): Log {
  return log.map((entry) => (entry.kind === "mine" && entry.key === key ? to(entry) : entry));
}

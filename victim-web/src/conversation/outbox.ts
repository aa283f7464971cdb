/** The victim's messages that have not reached an officer yet: the part of the log that is kept, sent in order, and tried again. */
import type { Delivery, Log, Mine } from "./log.ts";

export function write(log: Log, key: string, text: string): Log {
  return [...log, { kind: "mine", key, text, delivery: "waiting" }];
}

/** The one message that may be sent now; `null` when all are sent, one is on its way, or one has failed and blocks the rest. */
export function nextToSend(log: Log): Mine | null {
  for (const entry of log) {
    if (entry.kind === "theirs" || entry.delivery === "sent") continue;
    return entry.delivery === "waiting" ? entry : null;
  }
  return null;
}

export function mark(log: Log, key: string, delivery: Delivery): Log {
  return log.map((entry) => (entry.kind === "mine" && entry.key === key ? { ...entry, delivery } : entry));
}

/** A conversation that is over sends nothing more: what was not sent has failed, and the page must not say otherwise. */
export function giveUp(log: Log): Log {
  return log.map((entry) =>
    entry.kind === "mine" && entry.delivery !== "sent" ? { ...entry, delivery: "failed" } : entry,
  );
}

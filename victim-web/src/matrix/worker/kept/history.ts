/**
 * Which Megolm sessions this browser has verified while it could, and whose they are; one exists for a conversation. A key that comes out of a key
 * backup says nothing of who made it: the backup's public key is public, and a homeserver can put in what it likes. So after coming back only
 * what this names is shown (ADR 0012).
 */
import * as z from "zod/mini";

/** User ID → session IDs. */
const Kept = z.record(z.string(), z.array(z.string().check(z.maxLength(64))));

/** The newest are kept: what the gateway takes is limited, and each is some fifty bytes. */
const MOST = 500;

export class History {
  /** By session ID, in the order in which they were verified. */
  private readonly owners = new Map<string, string>();
  /** Those from before, whose key came back and is what its name says. */
  private readonly restored = new Set<string>();
  private changed: () => void = () => undefined;

  /** A session that this browser sends in, or that a verified officer's device has given it. */
  note(sessionId: string, userId: string): void {
    if (this.owners.has(sessionId)) return;
    this.owners.set(sessionId, userId);
    this.changed();
  }

  whenChanged(then: () => void): void {
    this.changed = then;
  }

  /** Was this session verified before the person came back, and as this sender's? */
  vouchesFor(sessionId: string, sender: string): boolean {
    return this.restored.has(sessionId) && this.owners.get(sessionId) === sender;
  }

  names(sessionId: string): boolean {
    return this.owners.has(sessionId);
  }

  toJson(): string {
    const kept = new Map<string, string[]>();
    for (const [sessionId, userId] of [...this.owners].slice(-MOST))
      kept.set(userId, [...(kept.get(userId) ?? []), sessionId]);
    return JSON.stringify(Object.fromEntries(kept));
  }

  /** @throws when it is not what `toJson` made. */
  take(json: string): void {
    for (const [userId, sessionIds] of Object.entries(Kept.parse(JSON.parse(json))))
      for (const sessionId of sessionIds) this.owners.set(sessionId, userId);
  }

  /** These keys have come back. */
  restore(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.restored.add(sessionId);
  }
}

/**
 * What coming back cannot find out anew: which officers the desk had named, and which Megolm sessions this browser has verified while it could,
 * and whose they are. One exists for a conversation. A key that comes out of a key backup says nothing of who made it: the backup's public key is
 * public, and a homeserver can put in what it likes. So after coming back only what this names is shown (ADR 0012).
 */
import type { OfficerView } from "@abri/contract";
import * as z from "zod/mini";

const Kept = z.object({
  /** User ID → session IDs. */
  sessions: z.record(z.string(), z.array(z.string().check(z.maxLength(64)))),
  officers: z.array(
    z.object({ userId: z.string(), corps: z.enum(["police", "gendarmerie"]), number: z.int().check(z.positive()) }),
  ),
});

/** The newest are kept: what the gateway takes is limited, and each is some fifty bytes. */
const MOST = 500;
const MOST_OFFICERS = 50;

export class History {
  /** By session ID, in the order in which they were verified. */
  private readonly owners = new Map<string, string>();
  /** Those from before, whose key came back and is what its name says. */
  private readonly restored = new Set<string>();
  private readonly named = new Map<string, OfficerView>();
  private changed: () => void = () => undefined;

  /** A session that this browser sends in, or that a verified officer's device has given it. */
  note(sessionId: string, userId: string): void {
    if (this.owners.has(sessionId)) return;
    this.owners.set(sessionId, userId);
    this.changed();
  }

  /** By corps and number, as the desk has told it: those who have gone it tells to nobody. */
  remember(officers: readonly OfficerView[]): void {
    const news = officers.filter(({ userId }) => !this.named.has(userId));
    for (const officer of news) this.named.set(officer.userId, officer);
    if (news.length > 0) this.changed();
  }

  officers(): readonly OfficerView[] {
    return [...this.named.values()];
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
    const sessions = new Map<string, string[]>();
    for (const [sessionId, userId] of [...this.owners].slice(-MOST))
      sessions.set(userId, [...(sessions.get(userId) ?? []), sessionId]);
    return JSON.stringify({
      sessions: Object.fromEntries(sessions),
      officers: this.officers().slice(-MOST_OFFICERS),
    });
  }

  /** @throws when it is not what `toJson` made. */
  take(json: string): void {
    const { sessions, officers } = Kept.parse(JSON.parse(json));
    for (const [userId, sessionIds] of Object.entries(sessions))
      for (const sessionId of sessionIds) this.owners.set(sessionId, userId);
    for (const officer of officers) this.named.set(officer.userId, officer as OfficerView);
  }

  /** These keys have come back. */
  restore(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.restored.add(sessionId);
  }
}

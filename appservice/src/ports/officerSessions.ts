/** The sessions of the officers' widgets. */
import type { RoomId, UserId } from "@abri/contract";

export interface OfficerSession {
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface OfficerSessions {
  /**
   * `false`: this OpenID token was taken before. What has expired is forgotten by the way; an OpenID token lives shorter than a session.
   * Both hashes are SHA-256.
   */
  begin(openIdHash: Buffer, tokenHash: Buffer, session: OfficerSession, now: number): Promise<boolean>;
  /** `null`: there is none, or it has expired. */
  find(tokenHash: Buffer, now: number): Promise<OfficerSession | null>;
}

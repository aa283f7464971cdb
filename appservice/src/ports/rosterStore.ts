/** Who is on the roster, as last read from the Permanence rooms. */
import type { Corps, DutyContent, UserId } from "@abri/contract";
import type { OfficerNumber } from "./conversationStore.ts";

/** What a Permanence says of one who is, or was, in it. */
export interface PermanenceMember {
  readonly userId: UserId;
  readonly corps: Corps;
  /** Joined in the Permanence. */
  readonly member: boolean;
  /** `null`: never said. */
  readonly duty: DutyContent | null;
}

export interface RosterEntry extends PermanenceMember {
  /** Named so in the configuration: sees every load and wait, may reassign, may come as a second officer. */
  readonly supervisor: boolean;
}

/** One of the roster, with what they have in hand. */
export interface RosterOfficer extends OfficerNumber {
  readonly onDuty: boolean;
  /** Asked for nothing new; may still take one by themselves. */
  readonly onBreak: boolean;
  readonly attested: boolean;
  readonly supervisor: boolean;
  readonly capacity: number;
  readonly skills: readonly string[];
  /** Conversations offered to them or active with them, without exercises. */
  readonly load: number;
}

export interface RosterStore {
  /** Writes what is so now; the first time, the officer gets their number. Calls for a match. */
  put(entry: RosterEntry): Promise<OfficerNumber>;
  /** Everybody else of this corps is no longer on the roster (after a full reading of the room). */
  keepOnly(corps: Corps, members: readonly UserId[]): Promise<void>;
  /** The members, by corps and number. */
  everybody(): Promise<readonly RosterOfficer[]>;
  /** On duty, and not looked at since `before`. */
  unchecked(before: number): Promise<readonly UserId[]>;
  /** Their homeserver does not answer: they are offered nothing until it does. */
  unreachable(userId: UserId, at: number): Promise<void>;
  /** Says whether it is news; that an officer on duty is not attested is then audited. */
  attested(userId: UserId, attested: boolean, at: number): Promise<boolean>;
}

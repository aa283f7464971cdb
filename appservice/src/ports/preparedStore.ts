/**
 * Users and rooms made in advance, so that a start need not wait for the homeserver. One store for all processes of the application service.
 * A start takes one in the transaction that begins its conversation: see `ConversationStore.beginPrepared`.
 */
import type { ConversationId, DeviceId, RoomId, UserId } from "@abri/contract";

/** What a conversation is made of before it has one: decided first, so that whatever was half made is found again. */
export interface Newcomer {
  /** The room's alias derives from it. */
  readonly id: ConversationId;
  readonly victim: UserId;
  /** What an officer can say aloud, e.g. `48-21`. */
  readonly number: string;
}

export interface Made {
  readonly roomId: RoomId;
  readonly deviceId: DeviceId;
  /** The user's Matrix access token, sealed under the service's secret. */
  readonly sealedAccessToken: Buffer;
}

export type PreparedRoom = Newcomer & Made;

export type PreparedStep =
  | { readonly do: "make"; readonly room: Newcomer }
  | { readonly do: "erase"; readonly room: Newcomer & { readonly roomId: RoomId | null } }
  /** `oldest`: when the first of them was begun; `null` when there is none. */
  | { readonly do: "rest"; readonly oldest: number | null };

export interface PreparedStore {
  /**
   * What is to be done next so that there are `size` of them, none begun before `since`. What was half made comes again until `made` or
   * `erased` was called; `candidate` is begun when one is missing.
   */
  next(candidate: Newcomer, at: number, size: number, since: number): Promise<PreparedStep>;
  /** It can be taken from now on. */
  made(id: ConversationId, made: Made): Promise<void>;
  erased(id: ConversationId): Promise<void>;
  /** How many can be taken now. */
  count(): Promise<number>;
}

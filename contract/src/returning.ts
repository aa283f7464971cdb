/**
 * Coming back to a conversation with a phrase (ADR 0012). The phrase never leaves the browser: three keys are derived from it, and the
 * gateway is told two of them, of which the database keeps hashes.
 *
 * | request                              | body                 | answers                                                   |
 * | ------------------------------------ | -------------------- | --------------------------------------------------------- |
 * | `POST /api/conversation/returning`   | AllowReturnRequest   | 204: this conversation may be come back to, and its page may keep keys |
 * | `POST /api/returns`                  | ReturnRequest        | 200 ReturnResponse; 403 for whatever opens nothing; 429   |
 */
import { z } from "zod";
import { Language, StatedSituation, Urgency } from "./situation.ts";
import { IdempotencyKey } from "./ids.ts";
import { StartResponse } from "./victimApi.ts";

/** 32 bytes derived from the phrase, unpadded base64url. */
export const PhraseKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .brand<"PhraseKey">();
export type PhraseKey = z.infer<typeof PhraseKey>;

export const AllowReturnRequest = z.strictObject({
  /** By which the conversation is found. */
  lookup: PhraseKey,
  /** Without which it is not given. */
  proof: PhraseKey,
});
export type AllowReturnRequest = z.infer<typeof AllowReturnRequest>;

/** The session token is derived from the key, as at a start. */
export const ReturnRequest = AllowReturnRequest.extend({ idempotencyKey: IdempotencyKey });
export type ReturnRequest = z.infer<typeof ReturnRequest>;

/** A new session of a new device of the same victim; the one before is dead. */
export const ReturnResponse = StartResponse.extend({
  situation: StatedSituation,
  urgency: Urgency,
  language: Language,
});
export type ReturnResponse = z.infer<typeof ReturnResponse>;

/** Kept in secret storage beside the keys that Matrix keeps there: what the page had verified when it still could. */
export const HISTORY_SECRET = "org.abri.history";

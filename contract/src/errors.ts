/** Every error code that our HTTP interfaces answer, with its status. Matrix's own codes are used where Matrix defines one. */
import { z } from "zod";

export const ERROR_STATUS = {
  /** The path is not on the allow-list, or names something that is not this conversation's. */
  M_UNRECOGNIZED: 404,
  M_FORBIDDEN: 403,
  /** No session token, or one that is dead: the conversation is closed. */
  M_UNKNOWN_TOKEN: 401,
  /** The conversation went on in another page, with its phrase: this session is over. */
  ABRI_MOVED: 401,
  M_BAD_JSON: 400,
  M_NOT_JSON: 400,
  M_TOO_LARGE: 413,
  M_LIMIT_EXCEEDED: 429,
  /** A change came without the header `X-Abri`. */
  ABRI_MISSING_HEADER: 403,
  /** The operator's folder of words has no such language. */
  ABRI_UNKNOWN_LANGUAGE: 400,
  /** The conversation is over or in another phase: nothing was changed. */
  ABRI_WRONG_PHASE: 409,
  /** A homeserver or the database does not answer: try again after `retry_after_ms`. */
  ABRI_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** The body of every error, as in the Matrix specification ("Standard error response"). */
export const ErrorBody = z.object({
  errcode: z.string(),
  error: z.string(),
  retry_after_ms: z.int().optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

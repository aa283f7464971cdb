/**
 * What somebody may say, once, of a conversation that an officer answered and that is over: three questions, each answered or left.
 *
 * | request                              | body                 | answers                                                   |
 * | ------------------------------------ | -------------------- | --------------------------------------------------------- |
 * | `POST /api/feedback`                 | FeedbackRequest      | 204, once; 403 for every token that nothing is due from; 429 |
 *
 * The session token, dead for everything else, is good for this one request for about an hour; after the emergency exit it is not.
 */
import { z } from "zod";

/** They felt listened to; talking helped; they know better what to do now. */
export const FEEDBACK_QUESTIONS = ["heard", "helped", "knows"] as const;
export type FeedbackQuestion = (typeof FEEDBACK_QUESTIONS)[number];
export const FEEDBACK_ANSWERS = ["yes", "little", "no"] as const;
export type FeedbackAnswer = (typeof FEEDBACK_ANSWERS)[number];

/** `null`: not answered. */
const answer = z.enum(FEEDBACK_ANSWERS).nullable();

export const FeedbackRequest = z
  .strictObject({ heard: answer, helped: answer, knows: answer })
  .refine((answers) => FEEDBACK_QUESTIONS.some((question) => answers[question] !== null), "nothing is answered");
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;

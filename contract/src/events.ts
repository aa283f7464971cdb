/** Our own Matrix events. A client that does not know them loses nothing that matters. */
import { z } from "zod";
import { Language, StatedSituation, Urgency } from "./situation.ts";

/** State event in a Permanence room, state key = the officer's own user ID (so that only this officer may send it). */
export const DUTY_EVENT = "org.abri.duty";
export const DutyContent = z.object({
  on: z.boolean(),
  /** How many conversations at once. */
  capacity: z.int().min(1).max(20).default(3),
  skills: z.array(z.string().max(40)).max(20).default([]),
  /** On duty, and asked for nothing new for a while. */
  break: z.boolean().default(false),
});
export type DutyContent = z.infer<typeof DutyContent>;

/**
 * The same, written by the bot for an officer who has said it in words in the Permanence (`!service`), with any Matrix client: the state key is the
 * officer's user ID without its `@` (with it only the officer could write it). Whichever of the two is later holds.
 */
export const SAID_DUTY_EVENT = "org.abri.duty.said";

/** Of an `INTAKE_EVENT`. */
export const IntakeContent = z.object({
  situation: StatedSituation,
  role: z.enum(["victim", "witness", "unsaid"]).default("unsaid"),
  ageBand: z.enum(["under-12", "12-15", "15-18", "under-18", "adult", "unsaid"]).default("unsaid"),
  language: Language,
  urgency: Urgency.default("normal"),
  /** The victim reads the page in its easy form: short words, short sentences. */
  easyReading: z.boolean().default(false),
  /** Said by a simulated victim. What counts is what the desk says, in the room's name: anybody can write anything here. */
  training: z.literal(true).exactOptional(),
  /** The same, in words, for a client that does not know this type. */
  body: z.string().max(500),
});
export type IntakeContent = z.infer<typeof IntakeContent>;

/** A simulated victim's part, as it stands in a file of `training/scenarios/` (its README explains each field). */
import { IntakeContent, Language, StatedSituation, Urgency } from "@abri/contract";
import { z } from "zod";
import { normalise } from "./hearing.ts";

/** Nobody needs more in one message of an exercise. */
const Words = z.string().trim().min(1).max(1_000);
const Seconds = z.number().nonnegative().max(600);

const Turn = z.strictObject({ say: Words, afterSeconds: Seconds.default(6) });
export type Turn = z.infer<typeof Turn>;

/**
 * `thanks`: the victim ends the conversation. `leaves`: closes the page without a word. `emergency`: « Quitter en urgence ». `danger`: « Je suis en
 * danger maintenant », and the emergency exit a while later.
 */
const End = z.enum(["thanks", "leaves", "emergency", "danger"]);
export type End = z.infer<typeof End>;

/** What is heard in an officer's message: a word or several, without regard to capitals and accents; `*` at the end: however it goes on. */
const Heard = z
  .string()
  .max(80)
  .regex(/^[^*]+\*?$/, "`*` may stand at the end only")
  .refine((heard) => normalise(heard) !== "", "no letter or digit is in it");

const Answer = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "small letters, digits and -"),
  /** One of these is heard. */
  to: z.array(Heard).min(1).max(40),
  /** Only when that answer has been given: the victim does not trust at once. */
  after: z.string().optional(),
  says: z.array(Turn).min(1).max(5),
  /** When it is asked again; without it the victim says one of `otherwise`. */
  again: Words.optional(),
  end: End.optional(),
});
export type Answer = z.infer<typeof Answer>;

export const Scenario = z
  .strictObject({
    /** For whoever trains; officers are not shown it. */
    title: Words.max(120),
    situation: StatedSituation,
    urgency: Urgency.default("normal"),
    language: Language.default("fr"),
    role: IntakeContent.shape.role,
    ageBand: IntakeContent.shape.ageBand,
    opening: z.array(Turn).min(1).max(5),
    answers: z.array(Answer).min(3).max(60),
    /** To whatever no answer fits, in turn. */
    otherwise: z.array(Words).min(2).max(20),
    /** Said once when the officer says nothing for so long. */
    silence: Turn.optional(),
    /** After so many answers it ends like this, if it has not ended before. */
    ending: z.strictObject({ afterReplies: z.int().min(3).max(100), says: z.array(Turn).min(1).max(5), how: End }),
  })
  .superRefine(({ answers }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: "custom", path: ["answers", ...path], message });
    const known = new Set<string>();
    const heard = new Map<string, string>();
    for (const [n, { id, to, after }] of answers.entries()) {
      if (known.has(id)) problem([n, "id"], `there is another answer \`${id}\``);
      // Only what stands before it: so no two can wait for each other.
      if (after !== undefined && !known.has(after))
        problem([n, "after"], `no answer \`${after}\` stands before this one`);
      known.add(id);
      for (const [m, one] of to.entries()) {
        const key = `${after ?? ""}: ${normalise(one)}`;
        const other = heard.get(key);
        if (other !== undefined) problem([n, "to", m], `\`${one}\` is heard by \`${other}\` too`);
        heard.set(key, id);
      }
    }
  });
export type Scenario = z.infer<typeof Scenario>;

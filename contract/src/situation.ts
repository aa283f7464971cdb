/** What the victim chooses on the first screen; the desk routes by it. */
import { z } from "zod";

export const Corps = z.enum(["police", "gendarmerie"]);
export type Corps = z.infer<typeof Corps>;

/** The three ways in: at home, in the street or at sport; on social networks; at school. */
export const Situation = z.enum(["home", "online", "school"]);
export type Situation = z.infer<typeof Situation>;

/** `unsaid`: whoever is in danger now has no time to choose. */
export const StatedSituation = z.enum([...Situation.options, "unsaid"]);
export type StatedSituation = z.infer<typeof StatedSituation>;

/** `danger`: somebody is in danger now; asked for before everybody else. */
export const Urgency = z.enum(["normal", "danger"]);
export type Urgency = z.infer<typeof Urgency>;

/** A BCP 47 tag: the name of a folder of words. Which there are is the operator's choice (`victim-web/content/`). */
export const Language = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);
export type Language = z.infer<typeof Language>;

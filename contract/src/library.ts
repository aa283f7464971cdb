/**
 * What an organisation gives its officers to say: ready answers and services to which somebody can be sent. Files that it edits, a folder for each
 * language (`element-config/library/README.md`); the application service checks them when it starts and serves them to the widgets.
 */
import { z } from "zod";
import { text } from "./icuMessage.ts";
import { Language, StatedSituation } from "./situation.ts";

const id = z.string().regex(/^[a-z0-9-]+$/, "must be small letters, digits and hyphens");
/** Empty: in every one. */
const situations = z.array(StatedSituation.exclude(["unsaid"])).default([]);

/** `answers.json`. An answer is put into a field, where the officer changes it and sends it themselves. */
export const Answer = z.strictObject({
  id,
  kind: z.enum(["answer", "advice"]),
  situations,
  title: text,
  text,
});
export type Answer = z.infer<typeof Answer>;

/** `services.json`: to whom somebody can be sent; by a number, an address on the web, or both. */
export const Service = z
  .strictObject({
    id,
    name: text,
    what: text,
    situations,
    /** As the code of the département has it (`93`, `2A`, `974`); empty: all of France. */
    departements: z.array(z.string().regex(/^(\d{2,3}|2[AB])$/, "must be the code of a département")).default([]),
    /** As it is read aloud and dialled. */
    number: z
      .string()
      .regex(/^[0-9 ]{2,20}$/, "must be digits")
      .optional(),
    web: z.url({ protocol: /^https$/, error: "must be an https address" }).optional(),
    /** How it is reached: some are texted. */
    by: z.enum(["call", "text"]).default("call"),
    hours: text.optional(),
    /** Who published this number, and when it was looked at. */
    source: text,
  })
  .refine(({ number, web }) => number !== undefined || web !== undefined, "must have a number or web");
export type Service = z.infer<typeof Service>;

/** `danger.json`: what to ask in grave danger, in this order. */
export const Question = z.strictObject({ id, text });
export type Question = z.infer<typeof Question>;

/** `appointment.json`: how an appointment is proposed, in the same words as everything else. */
export const Appointment = z.strictObject({
  text: z
    .string()
    .refine(
      (value) => ["{date}", "{time}", "{place}"].every((part) => value.includes(part)),
      "must have {date}, {time} and {place}",
    ),
});

const distinct = <T extends { readonly id: string }>(one: z.ZodType<T>): z.ZodType<T[]> =>
  z
    .array(one)
    .min(1)
    .superRefine((all, context) => {
      const seen = new Set<string>();
      for (const [index, { id: name }] of all.entries()) {
        if (seen.has(name)) context.addIssue({ code: "custom", path: [index, "id"], message: "is there twice" });
        seen.add(name);
      }
    });

export const Answers = distinct(Answer);
export const Services = distinct(Service);
export const Questions = distinct(Question);

/** As served: the default language first. */
export const Library = z.array(
  z.object({
    language: Language,
    answers: z.array(Answer),
    services: z.array(Service),
    danger: z.array(Question),
    appointment: Appointment,
  }),
);
export type Library = z.infer<typeof Library>;

/** `returning.json`: the words about coming back with a phrase, fetched only by those who ask for it. */
import { z } from "zod";
import { icu, text } from "./icuMessage.ts";
import { RETURN_PICTURES, type ReturnPicture } from "./returnPictures.ts";

const lines = z.array(text).min(1);

export const ReturningTexts = z.strictObject({
  /** In a conversation: making a phrase. */
  keep: z.strictObject({
    title: text,
    /** Said before anything is made. */
    honest: lines,
    question: text,
    words: text,
    wordsNote: text,
    pictures: text,
    picturesNote: text,
    cancel: text,
    shown: z.strictObject({ title: text, note: text, next: text, another: text }),
    /** Repeating a part of it. */
    asked: z.strictObject({
      title: text,
      word: icu("number"),
      picture: icu("number"),
      answer: text,
      wrong: text,
      again: text,
    }),
    keeping: text,
    kept: z.strictObject({ title: text, text, done: text }),
    failed: z.strictObject({ later: text, refused: text, retry: text }),
  }),
  /** From the first screen: coming back. */
  back: z.strictObject({
    lead: text,
    kind: text,
    words: text,
    pictures: text,
    word: icu("number"),
    /** The language of the words is another one than the page's where there is no list in the page's. */
    wordsNote: text,
    meant: icu("word"),
    unknown: text,
    chosen: icu("count"),
    removeLast: text,
    open: text,
    opening: text,
    nothing: text,
    waitSeconds: icu("seconds"),
    waitMinutes: icu("minutes"),
    mayTryAgain: text,
    later: text,
    unable: text,
  }),
  /** What each picture shows, for whoever cannot see it, and to say it to oneself. */
  pictures: z.strictObject(Object.fromEntries(RETURN_PICTURES.map((name) => [name, text])) as PictureNames),
});
type PictureNames = Record<ReturnPicture, typeof text>;
export type ReturningTexts = z.infer<typeof ReturningTexts>;

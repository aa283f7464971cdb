/**
 * The words of the victim's page, as they stand in an operator's folder (`victim-web/content/`, described in its README) and as the page
 * receives them. The application service checks them against these schemas when it starts; the page imports the types alone.
 */
import { z } from "zod";
import { icu, text } from "./icuMessage.ts";
import { type Pictogram, PICTOGRAMS } from "./pictograms.ts";
import { Language, Situation } from "./situation.ts";

export type { IcuMessage } from "./icuMessage.ts";
export { type Pictogram, PICTOGRAMS } from "./pictograms.ts";
export { ReturningTexts } from "./returningContent.ts";

/** What every page says before a language is chosen. */
export const DEFAULT_LANGUAGE = "fr";

/** To whom the advice speaks. `easy`: easy to read (FALC), a pictogram beside each sentence. */
export const Register = z.enum(["minor", "adult", "easy"]);
export type Register = z.infer<typeof Register>;

/** `language.json`; the folder's name is the BCP 47 tag. */
export const LanguageInfo = z.strictObject({
  /** In the language itself. */
  name: text,
  direction: z.enum(["ltr", "rtl"]),
});
export type LanguageInfo = z.infer<typeof LanguageInfo>;

/** `numbers.json`. Nothing is dialled without the phone asking. */
export const HelpNumber = z.strictObject({
  number: text,
  href: z.string().regex(/^(tel|sms):\+?[0-9]+$/, "must be tel: or sms: and digits"),
  who: text,
  what: text,
  /** Shown to whoever is in danger now. */
  urgent: z.boolean().default(false),
});
export type HelpNumber = z.infer<typeof HelpNumber>;
export const HelpNumbers = z.array(HelpNumber).min(1);

const situations = z.strictObject({ home: text, online: text, school: text });

/**
 * `interface.json`: every word of the interface. Words that take a parameter are ICU messages, formatted by code that comes with the
 * conversation; all others are plain.
 */
export const InterfaceTexts = z.strictObject({
  exit: z.strictObject({ button: text, hint: text }),
  entry: z.strictObject({
    title: text,
    lead: text,
    question: text,
    situations,
    privacy: text,
    limits: text,
    comeBack: text,
  }),
  /** For whoever is in danger now. `said`: the message that the button sends; an officer reads it in the default language too. */
  danger: z.strictObject({ button: text, text, title: text, note: text, said: text }),
  register: z.strictObject({ title: text, question: text, minor: text, adult: text, easy: text }),
  language: z.strictObject({ label: text, loading: text, failed: text }),
  /** The honest words in one sentence each, there before anything is loaded; `honest.json` has them in full. */
  promises: z.strictObject({
    title: text,
    anonymous: text,
    /** `hours`: the server's retention; filled in by the server. */
    kept: icu("hours"),
    lifting: text,
    notAComplaint: text,
    cannotHide: text,
    more: text,
  }),
  numbers: z.strictObject({ title: text, note: text }),
  situation: z.strictObject({ start: text, back: text, promise: text, urgent: text, witness: text }),
  advice: z.strictObject({
    title: text,
    /** Headings of a topic's parts. */
    happening: text,
    now: text,
    help: text,
    witness: text,
    /** Before the topics of other situations. */
    also: text,
    loading: text,
    failed: text,
    retry: text,
  }),
  unavailable: z.strictObject({ title: text, text, retry: text }),
  /** This browser has no WebAssembly: it cannot encrypt. */
  noEncryption: z.strictObject({ title: text, text }),
  /** The page when nothing runs in it. */
  static: z.strictObject({ title: text, text, exitNote: text, languages: text, advice: text }),
  statement: z.strictObject({ link: text, back: text }),
  conversation: z.strictObject({
    title: text,
    log: text,
    input: text,
    placeholder: text,
    send: text,
    end: text,
    retry: text,
    you: text,
    empty: text,
    /** While what was said before the victim came back is being fetched. */
    recalling: text,
    delivery: z.strictObject({ waiting: text, sending: text, sent: text, read: text, failed: text }),
    /** Of a message that was sent: what became of its edit or its withdrawal. */
    change: z.strictObject({ edit: text, editFailed: text, withdrawal: text, withdrawalFailed: text }),
    /** In place of a message. */
    withdrawn: text,
    /** Of a message that was not sent. */
    remove: text,
    edited: text,
    options: text,
    edit: text,
    withdraw: text,
    editing: text,
    cancel: text,
    showTyping: text,
    typing: icu("count", "officers"),
    quiet: icu("count", "officers"),
    stillHere: text,
    lettersLeft: icu("count"),
    parts: icu("count"),
    /** Another officer is asked to come: in addition, or in another's stead. */
    coming: icu("officer"),
    came: icu("officer"),
    left: icu("officer"),
    handedOver: icu("officer", "others"),
    /** An address or a number that an officer has written. `callNote`: what a call leaves behind. */
    link: z.strictObject({
      warning: text,
      address: text,
      open: text,
      close: text,
      call: text,
      sms: text,
      callNote: text,
    }),
    notShown: text,
    unknownOfficer: text,
    hidden: icu("count"),
    leave: text,
    /** The way to a phrase; that there is one; what it is good for once the conversation is over. */
    keep: text,
    kept: text,
    mayReturn: text,
  }),
  /** Three questions, once it is over. `note`: that nothing has to be answered, and what is kept. */
  feedback: z.strictObject({
    title: text,
    note: text,
    heard: text,
    helped: text,
    knows: text,
    yes: text,
    little: text,
    no: text,
    send: text,
    sending: text,
    thanks: text,
    failed: text,
  }),
  /** Who is in the conversation. */
  people: z.strictObject({
    summary: icu("people"),
    you: text,
    other: text,
    otherReader: text,
    youLine: text,
    officerLine: icu("officer"),
    comingLine: icu("officer"),
    otherLine: text,
    otherReaderLine: text,
    relayLine: text,
  }),
  /** What is added to text: pictures, a place, an address. */
  attach: z.strictObject({
    open: text,
    title: text,
    notLoaded: text,
    choosePicture: text,
    sharePosition: text,
    writeAddress: text,
    cancel: text,
    picture: z.strictObject({
      title: text,
      preparing: text,
      preview: text,
      ready: text,
      send: text,
      another: text,
      /** One's own picture in the conversation. */
      mine: text,
      uploading: text,
      refused: z.strictObject({
        "other-picture": text,
        video: text,
        sound: text,
        "not-a-picture": text,
        "too-heavy": text,
        "too-large": text,
        broken: text,
        canvas: text,
      }),
    }),
    /** An officer's picture. */
    received: z.strictObject({
      label: text,
      show: text,
      hide: text,
      loading: text,
      alt: text,
      later: text,
      broken: text,
    }),
    position: z.strictObject({
      title: text,
      asking: text,
      found: icu("coordinates", "metres"),
      address: text,
      hint: text,
      send: text,
      sendAddress: text,
      again: text,
      refused: z.strictObject({ denied: text, unavailable: text, "too-slow": text }),
      /** What an officer reads: always in the default language. */
      positionSent: icu("coordinates", "metres"),
      addressSent: icu("address"),
    }),
  }),
  status: z.strictObject({
    starting: text,
    writeFirst: text,
    looking: text,
    /** While waiting, three sentences: the place in the queue, for how long, what happens to what is written. */
    waiting: icu("position"),
    wait: icu("minutes"),
    waitUnknown: text,
    waitingKept: text,
    asked: icu("officer"),
    connected: icu("officers"),
    /** Two officers at once. */
    and: icu("first", "second"),
    lost: text,
    /** After a sleep: nothing is known yet. */
    checking: text,
    /** The connection has been lost for so long that the conversation will be closed. */
    fading: text,
    /** Ended here, and the server could not be told yet. */
    endedUntold: text,
    ended: z.strictObject({
      victim: text,
      emergency: text,
      officer: text,
      idle: text,
      unanswered: text,
      failed: text,
      gone: text,
      /** It goes on in another page. */
      moved: text,
    }),
    refused: z.strictObject({ encryption: text, tampered: text, unavailable: text }),
  }),
  /** « un policier, n° 3 », by corps. */
  officer: z.strictObject({ police: icu("number"), gendarmerie: icu("number") }),
  /** The intake in words, for an officer: always in the default language. */
  /** For an officer who takes over: what the others have said, which their client does not believe (ADR 0020). */
  transcript: z.strictObject({ title: text, victim: text, line: icu("officer", "text") }),
  intake: z.strictObject({
    body: icu("situation", "language"),
    unsaid: text,
    danger: text,
    witness: text,
    minor: text,
    adult: text,
    easy: text,
  }),
});
export type InterfaceTexts = z.infer<typeof InterfaceTexts>;

/** One sentence or a few; in the easy register with a pictogram. */
export interface Line {
  readonly text: string;
  readonly pictogram: Pictogram | null;
}
const plainLine: z.ZodType<Line> = text.transform((line) => ({ text: line, pictogram: null }));
const easyLine: z.ZodType<Line> = z.strictObject({ text, pictogram: z.enum(PICTOGRAMS) });

const adviceOf = (line: z.ZodType<Line>) => {
  const lines = z.array(line).min(1);
  const topic = z.strictObject({
    id: z.string().regex(/^[a-z-]+$/),
    title: text,
    happening: lines,
    notYourFault: lines,
    now: lines,
    help: lines,
    /** What to do when it happens to somebody else. */
    witness: lines,
  });
  return z.strictObject({
    /** Said first, in one or two short sentences. */
    heart: lines,
    topics: z.array(topic).min(1),
    /** Topics of another situation that belong here too. */
    also: z.array(z.strictObject({ situation: Situation, topic: z.string() })),
  });
};

const honestOf = (line: z.ZodType<Line>) => {
  const part = z.strictObject({ title: text, lines: z.array(line).min(1) });
  return z.strictObject({
    anonymous: part,
    /** `retention` takes the server's retention in hours; the server fills it in. */
    kept: part.extend({ retention: icu("hours") }),
    lifting: part,
    notAComplaint: part,
    cannotHide: part,
  });
};

/** `<register>/<situation>.json` */
export const SituationAdvice = { minor: adviceOf(plainLine), adult: adviceOf(plainLine), easy: adviceOf(easyLine) };
/** `<register>/honest.json` */
export const HonestWords = { minor: honestOf(plainLine), adult: honestOf(plainLine), easy: honestOf(easyLine) };

export type SituationAdvice = z.infer<(typeof SituationAdvice)["minor"]>;
export type Topic = SituationAdvice["topics"][number];
export type HonestWords = z.infer<(typeof HonestWords)["minor"]>;

/** `accessibility.json`: the accessibility statement. */
export const Statement = z.strictObject({
  title: text,
  sections: z.array(z.strictObject({ title: text, lines: z.array(text).min(1) })).min(1),
});
export type Statement = z.infer<typeof Statement>;

/** All that one register of a language says, as the page fetches it. */
export interface RegisterPack {
  readonly honest: HonestWords;
  readonly advice: Readonly<Record<Situation, SituationAdvice>>;
}

/** What the page needs of a language at once. */
export interface InterfacePack {
  readonly language: Language;
  readonly texts: InterfaceTexts;
  readonly numbers: readonly HelpNumber[];
}

/** One language as the page can choose it; the paths lead to hashed assets. */
export interface LanguageOption extends LanguageInfo {
  readonly language: Language;
  readonly interface: string;
  readonly statement: string;
  readonly returning: string;
  readonly advice: Readonly<Record<Register, string>>;
}

/** Put by the gateway into the page, in `<script type="application/json" id="abri-content">`; it was checked at start. */
export interface PageContent {
  /** The default language first. */
  readonly languages: readonly LanguageOption[];
  /** The default language's words: the first screen waits for nothing. */
  readonly first: InterfacePack;
}

/** Something in the built page that one of the oldest browsers does not know. */
export interface Late {
  /** `Promise.withResolvers`, `.toSorted (Array)`, `static block of a class`, `text-wrap: balance`, `<div inert>` */
  readonly what: string;
  /** « chrome 119, firefox 121 » */
  readonly lacking: string;
}

export interface Finding extends Late {
  readonly file: string;
  /** What stands around it. */
  readonly near: string;
}

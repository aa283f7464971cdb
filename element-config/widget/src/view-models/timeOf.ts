/** A time of day, as the officer's language writes it. */
export function timeOf(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The same with the day: what it is of may have been written yesterday. */
export function momentOf(at: number, language: string): string {
  const day = { day: "numeric", month: "short" } as const;
  return new Intl.DateTimeFormat(language, { ...day, hour: "2-digit", minute: "2-digit" }).format(at);
}

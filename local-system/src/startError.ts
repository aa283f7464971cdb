/** Something the person who starts the system can mend: printed as it is, one line, without a stack trace. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** What a caught value says, in one line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

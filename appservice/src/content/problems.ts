/** What is wrong in an operator's folder, in lines that name the file and the place in it. */
import type { z } from "zod";

/** Thrown by whatever reads a folder. Its message is one line. */
export class ContentError extends Error {
  override readonly name = "ContentError";
}

/** Collects, so that an operator who mends one thing knows how much is left. */
export class Problems {
  readonly #found: string[] = [];
  readonly #what: string;

  /** `what` cannot be used with such problems: the beginning of a sentence. */
  constructor(what: string) {
    this.#what = what;
  }

  add(file: string, what: string): void {
    this.#found.push(`${file}: ${what}`);
  }

  addIssues(file: string, error: z.ZodError): void {
    for (const issue of error.issues) this.add(file, sentence(issue));
  }

  /** @throws ContentError with the first problem, and how many more there are. */
  throwIfAny(): void {
    const [first, ...more] = this.#found;
    if (first === undefined) return;
    throw new ContentError(
      `${this.#what} cannot be used. ${first}${more.length === 0 ? "" : ` (and ${more.length} more)`}`,
    );
  }
}

function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return `${path === "" ? "the whole file" : path.replace(/^\./, "")} ${complaint(issue)}`;
}

function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has the unknown key ${issue.keys.join(", ")}`;
    case "invalid_type":
      return issue.message.includes("received undefined") ? "is missing" : `must be of type ${issue.expected}`;
    case "too_small":
      return "is empty";
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "custom":
    case "invalid_format":
      return issue.message;
    case "too_big":
    case "not_multiple_of":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return `is wrong (${issue.message})`;
  }
}

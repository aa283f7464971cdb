/** What a page weighs on the wire: each answer with its headers, compressed as it came, also what the page's workers ask for. */
import type { Page, Request } from "playwright-core";

export interface Answer {
  readonly path: string;
  readonly bytes: number;
}

/** Counts from now on. @returns what has arrived whole so far */
export function countBytes(page: Page): () => Promise<readonly Answer[]> {
  const finished: Request[] = [];
  page.on("requestfinished", (request) => finished.push(request));
  return () => Promise.all(finished.map(weigh));
}

async function weigh(request: Request): Promise<Answer> {
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  return { path: new URL(request.url()).pathname, bytes: responseBodySize + responseHeadersSize };
}

export function total(answers: readonly Answer[]): number {
  return answers.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** `null` when it is no more than `limit`, else all that was counted, the heaviest first. */
export function tooHeavy(answers: readonly Answer[], limit: number): string | null {
  const sum = total(answers);
  if (sum <= limit) return null;
  const lines = answers
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ path, bytes }) => `${String(bytes).padStart(9)}  ${path}`);
  return [`${sum} bytes, ${limit} allowed:`, ...lines].join("\n");
}

/**
 * Fetches words from the page's own server and keeps them in memory. Never in the browser's cache: what it holds would tell which
 * language or which advice somebody chose.
 */
export class Library {
  private readonly fetch: typeof globalThis.fetch;
  private readonly kept = new Map<string, Promise<unknown>>();

  constructor(fetch: typeof globalThis.fetch) {
    this.fetch = fetch;
  }

  /** What lies at `path`, which the server has checked. Rejects when it cannot be had now; asking again tries again. */
  get<T>(path: string): Promise<T> {
    const known = this.kept.get(path);
    if (known !== undefined) return known as Promise<T>;
    const asked = this.load(path);
    this.kept.set(path, asked);
    asked.catch(() => this.kept.delete(path));
    return asked as Promise<T>;
  }

  private async load(path: string): Promise<unknown> {
    const answer = await this.fetch(path, { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  }
}

/** The page's end of one Matrix worker. It ends in the same instant as it is told to. */
import { expose, type Remote, wrap } from "comlink";
import { onLeaving } from "../../safety/leaving.ts";
import type { PageSide, Sign, WorkerSide } from "../protocol.ts";
import WorkerThread from "../worker/entry.ts?worker";

const LOOK_MS = 3_000;
/** Nothing that a worker does takes so long, on a slow phone neither. */
const DEAD_AFTER_LOOKS = 5;

/** The script did not come: no network, perhaps. */
export class NotLoadedError extends Error {}

export class MatrixWorker {
  readonly remote: Remote<WorkerSide>;
  private readonly thread = new WorkerThread();
  private readonly ended = new AbortController();
  private isDead = false;
  private died: (() => void) | null = null;

  constructor() {
    this.remote = wrap<WorkerSide>(this.thread);
    this.passSignsOn();
    // Whatever else the page does, or fails to do, when it is left.
    onLeaving(() => {
      this.end();
      return null;
    }, this.ended.signal);
  }

  /** @throws when this browser cannot run it; a `NotLoadedError` when it may come another time */
  async load(): Promise<void> {
    const failed = new Promise<never>((_resolve, reject) => {
      this.thread.addEventListener("error", (event) => {
        // What a script throws is told with its words; of one that did not come nothing is told.
        reject(event instanceof ErrorEvent ? new Error("the worker's script failed") : new NotLoadedError());
      });
    });
    await Promise.race([this.remote.load(), failed]);
    this.watch();
  }

  /** Who is told from now on. */
  listen(page: PageSide): void {
    expose(page, this.thread);
  }

  /** Calls `then` when the worker dies by itself, or has. */
  onDeath(then: () => void): void {
    this.died = then;
    if (this.isDead) then();
  }

  /** From this instant on nothing of it reaches the page, and it can do nothing more. */
  end(): void {
    this.ended.abort();
    this.thread.terminate();
  }

  /** A worker that dies tells nobody. What is counted are our own looks, which stand still as the worker does while a telephone sleeps. */
  private watch(): void {
    const { signal } = this.ended;
    if (signal.aborted) return;
    let unanswered = 0;
    const timer = setInterval(() => {
      if (unanswered === 0) void this.remote.ping().then(() => (unanswered = 0));
      unanswered += 1;
      if (unanswered <= DEAD_AFTER_LOOKS) return;
      clearInterval(timer);
      this.isDead = true;
      this.died?.();
    }, LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  private passSignsOn(): void {
    const { signal } = this.ended;
    const pass = (sign: Sign): void => void this.remote.sign(sign).catch(() => undefined);
    window.addEventListener("online", () => pass("online"), { signal });
    window.addEventListener("offline", () => pass("offline"), { signal });
    const look = (): void => {
      if (document.visibilityState === "visible") pass("shown");
    };
    document.addEventListener("visibilitychange", look, { signal });
  }
}

/**
 * The only door to Matrix, on the page's side. Everything of Matrix runs in a worker, which is started while the child is still reading the
 * first screen; one per conversation, and at most one that waits for the next.
 */
import type { PageConfig } from "@abri/contract";
import { backoffMs } from "../conversation/backoff.ts";
import type { SecureRoom } from "../conversation/ports.ts";
import { MatrixWorker, NotLoadedError } from "./page/matrixWorker.ts";
import { WorkerRoom } from "./page/workerRoom.ts";

const MAX_FAILURES = 10;

let next: Promise<MatrixWorker> | null = null;

/** Starts the worker that the next conversation takes, once, however often it is called. @throws when this browser cannot run it. */
export async function preloadEncryption(): Promise<void> {
  await startNext();
}

export async function openableRoom(config: PageConfig): Promise<SecureRoom> {
  await startNext();
  return new WorkerRoom(config, () => {
    const taken = startNext();
    next = null;
    return taken;
  });
}

function startNext(): Promise<MatrixWorker> {
  next ??= start().catch((error: unknown) => {
    // Tried again when a conversation needs it.
    next = null;
    throw error;
  });
  return next;
}

async function start(): Promise<MatrixWorker> {
  for (let failures = 1; ; failures += 1) {
    const worker = new MatrixWorker();
    try {
      await worker.load();
      worker.onDeath(() => (next = null));
      return worker;
    } catch (error) {
      worker.end();
      if (!(error instanceof NotLoadedError) || failures > MAX_FAILURES) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, backoffMs(failures)));
  }
}

/** The conversation's room as the page has it: every request goes to the worker, and is answered also when the worker is gone. */
import type { Remote } from "comlink";
import type { OfficerView, PageConfig, StartResponse, UserId } from "@abri/contract";
import type { EncryptedFile, Fetched } from "../../conversation/attachment.ts";
import type {
  Invited,
  Kept,
  Opened,
  Outgoing,
  RoomListener,
  SecureRoom,
  Sent,
  StorageKey,
} from "../../conversation/ports.ts";
import type { WorkerSide } from "../protocol.ts";
import type { MatrixWorker } from "./matrixWorker.ts";

type Progress = (part: number) => void;
/** What a room needs of its worker. */
export type RoomWorker = Pick<MatrixWorker, "remote" | "listen" | "onDeath" | "end">;

export class WorkerRoom implements SecureRoom {
  private readonly config: PageConfig;
  private readonly takeWorker: () => Promise<RoomWorker>;
  private worker: RoomWorker | null = null;
  private stopped = false;
  /** Answers what the worker has not answered yet. */
  private readonly unanswered = new Set<() => void>();
  private readonly progress = new Map<string, Progress>();

  /** @param takeWorker one that is nobody else's; it ends with this room */
  constructor(config: PageConfig, takeWorker: () => Promise<RoomWorker>) {
    this.config = config;
    this.takeWorker = takeWorker;
  }

  async open(session: StartResponse, listener: RoomListener, kept: StorageKey | null): Promise<Opened> {
    const worker = await this.takeWorker().catch(() => null);
    if (worker === null) return "encryption";
    if (this.stopped) {
      worker.end();
      return "encryption";
    }
    this.worker = worker;
    worker.listen({ ...listener, progress: (key, part) => this.progress.get(key)?.(part) });
    worker.onDeath(() => {
      this.stop();
      listener.broken();
    });
    return this.ask("encryption", (remote) => remote.open(this.config, session, kept));
  }

  keep(key: StorageKey): Promise<Kept> {
    return this.ask("later", (remote) => remote.keep(key));
  }

  remember(officers: readonly OfficerView[]): void {
    this.tell((remote) => remote.remember(officers));
  }

  invite(officer: UserId): Promise<Invited> {
    return this.ask("later", (remote) => remote.invite(officer));
  }

  async send(key: string, outgoing: Outgoing, progress: Progress): Promise<Sent> {
    this.progress.set(key, progress);
    const sent = await this.ask<Sent>({ kind: "later" }, (remote) => remote.send(key, outgoing));
    this.progress.delete(key);
    return sent;
  }

  redact(key: string, eventId: string): Promise<"done" | "later" | "refused"> {
    return this.ask("later", (remote) => remote.redact(key, eventId));
  }

  fetchFile(file: EncryptedFile): Promise<Fetched> {
    return this.ask<Fetched>({ kind: "later" }, (remote) => remote.fetchFile(file));
  }

  dropPicture(key: string): void {
    this.tell((remote) => remote.dropPicture(key));
  }

  forget(key: string): void {
    this.tell((remote) => remote.forget(key));
  }

  markRead(eventId: string): void {
    this.tell((remote) => remote.markRead(eventId));
  }

  setTyping(typing: boolean): void {
    this.tell((remote) => remote.setTyping(typing));
  }

  wake(): void {
    this.tell((remote) => remote.wake());
  }

  stop(): void {
    this.stopped = true;
    this.worker?.end();
    this.worker = null;
    for (const answer of this.unanswered) answer();
    this.unanswered.clear();
    this.progress.clear();
  }

  private tell(what: (remote: Remote<WorkerSide>) => Promise<void>): void {
    if (this.worker) void what(this.worker.remote).catch(() => undefined);
  }

  /** @param otherwise the answer when there is no worker, when it goes, or when it fails */
  private ask<T>(otherwise: T, what: (remote: Remote<WorkerSide>) => Promise<T>): Promise<T> {
    const { worker } = this;
    if (worker === null) return Promise.resolve(otherwise);
    return new Promise((resolve) => {
      const giveUp = (): void => resolve(otherwise);
      this.unanswered.add(giveUp);
      what(worker.remote)
        .catch(() => otherwise)
        .then((answer) => {
          this.unanswered.delete(giveUp);
          resolve(answer);
        }, giveUp);
    });
  }
}

/** What the page and its Matrix worker say to each other. Both sides are objects of methods, carried by comlink over one ordered channel. */
import type { PageConfig, StartResponse } from "@abri/contract";
import type { Opened, Outgoing, RoomListener, SecureRoom, Sent, StorageKey } from "../conversation/ports.ts";

/** What the page sees of its surroundings, and a worker does not. */
export type Sign = "online" | "offline" | "shown";

/** Asked by the page. One room per worker: a worker ends with its room. */
export interface WorkerSide extends Omit<SecureRoom, "open" | "send" | "stop"> {
  /** Loads and starts the encryption's WebAssembly. @throws when this browser cannot run it. */
  load(): Promise<void>;
  /** Answers: whoever does is alive. */
  ping(): void;
  open(config: PageConfig, session: StartResponse, kept: StorageKey | null): Promise<Opened>;
  send(key: string, outgoing: Outgoing): Promise<Sent>;
  sign(sign: Sign): void;
}

/** Told by the worker. */
export interface PageSide extends RoomListener {
  /** How much of the picture of this message has left, from 0 to 1. */
  progress(key: string, part: number): void;
}

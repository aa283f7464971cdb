/** Who waits for a change is woken by LISTEN/NOTIFY, in every process. One connection of its own a process, made again when it breaks. */
import { ConversationId } from "@abri/contract";
import pg from "pg";
import { z } from "zod";
import type { Changes } from "../../ports/conversationStore.ts";
import type { Client } from "./pool.ts";

const CHANNEL = "abri_change";
const QUEUE_EVERY_MS = 2_000;
const RECONNECT_MS = 500;

const Phase = z.enum(["opening", "waiting", "offered", "active", "closed", "erased"]);
const Payload = z.object({ id: ConversationId, phase: Phase, queue: z.boolean() });
type Phase = z.infer<typeof Phase>;

export async function notify(client: Client, id: ConversationId, phase: Phase, queue: boolean): Promise<void> {
  await client.query("select pg_notify($1, $2)", [CHANNEL, JSON.stringify({ id, phase, queue })]);
}

export class Notifications implements Changes {
  readonly #connectionString: string;
  readonly #byConversation = new Map<ConversationId, Set<(phase: Phase | "unknown") => void>>();
  readonly #queue = new Set<() => void>();
  #client: pg.Client | null = null;
  #queueTimer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(connectionString: string) {
    this.#connectionString = connectionString;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: "abri-listen",
      keepAlive: true,
    });
    client.on("notification", ({ payload }) => this.#heard(payload ?? ""));
    client.on("error", () => void client.end().catch(() => undefined));
    client.on("end", () => {
      if (this.#client === client) this.#client = null;
      if (!this.#stopped) setTimeout(() => void this.start().catch(() => undefined), RECONNECT_MS);
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.#client = client;
    // Something may have been missed while nobody listened.
    for (const listeners of [...this.#byConversation.values()]) for (const then of [...listeners]) then("unknown");
    this.#moved();
  }

  get listening(): boolean {
    return this.#client !== null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#queueTimer !== null) clearTimeout(this.#queueTimer);
    await this.#client?.end().catch(() => undefined);
  }

  onChange(id: ConversationId, then: (phase: Phase | "unknown") => void): () => void {
    const listeners = this.#byConversation.get(id) ?? new Set();
    this.#byConversation.set(id, listeners.add(then));
    return () => {
      listeners.delete(then);
      if (listeners.size === 0 && this.#byConversation.get(id) === listeners) this.#byConversation.delete(id);
    };
  }

  onQueue(then: () => void): () => void {
    this.#queue.add(then);
    return () => this.#queue.delete(then);
  }

  #heard(payload: string): void {
    const { id, phase, queue } = Payload.parse(JSON.parse(payload));
    for (const then of [...(this.#byConversation.get(id) ?? [])]) then(phase);
    if (queue) this.#moved();
  }

  #moved(): void {
    this.#queueTimer ??= setTimeout(() => {
      this.#queueTimer = null;
      for (const then of [...this.#queue]) then();
    }, QUEUE_EVERY_MS);
  }
}

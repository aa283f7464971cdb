/** What an administrator watches: Prometheus text, and whether this process can do its work. Numbers only, of nobody in particular. */
import express, { type Express } from "express";
import { Counter, Gauge, Registry } from "prom-client";
import type { ConversationStore } from "../../ports/conversationStore.ts";
import type { PreparedStore } from "../../ports/preparedStore.ts";

type Counted = "offers" | "timeOuts" | "dropped" | "erasures";

export interface Metrics {
  count(what: Counted): void;
  readonly registry: Registry;
}

export function createMetrics(
  counts: ConversationStore["counts"],
  preparedNow: PreparedStore["count"],
  feedbackGiven: () => ReturnType<ConversationStore["feedbackGiven"]>,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counters: Record<Counted, Counter> = {
    offers: new Counter({ name: "abri_offers_total", help: "Officers asked", registers }),
    timeOuts: new Counter({
      name: "abri_offer_timeouts_total",
      help: "Officers who did not answer in time",
      registers,
    }),
    dropped: new Counter({ name: "abri_events_dropped_total", help: "Matrix events that were not valid", registers }),
    erasures: new Counter({ name: "abri_erasures_total", help: "Conversations erased everywhere", registers }),
  };
  let counting: ReturnType<typeof counts> | null = null;
  /** One reading for all that are asked at the same time. */
  const countsNow = (): ReturnType<typeof counts> => (counting ??= counts().finally(() => (counting = null)));
  // Each reads for itself what it shows: they are asked at the same time, and one that another sets shows what was so at the scrape before.
  new Gauge({
    name: "abri_conversations",
    help: "Conversations by phase, in the whole system",
    labelNames: ["phase"],
    registers,
    async collect() {
      const { phases } = await countsNow();
      this.reset();
      for (const phase of ["opening", "waiting", "offered", "active", "closed"])
        this.set({ phase }, phases[phase] ?? 0);
    },
  });
  new Gauge({
    name: "abri_queue_length",
    help: "Victims who wait and have written",
    registers,
    async collect() {
      this.set((await countsNow()).queue);
    },
  });
  new Gauge({
    name: "abri_prepared_rooms",
    help: "Rooms made in advance and not yet taken",
    registers,
    async collect() {
      this.set(await preparedNow());
    },
  });
  new Gauge({
    name: "abri_conversations_closed",
    help: "Conversations closed until now, by reason",
    labelNames: ["reason"],
    registers,
    async collect() {
      const { closed } = await countsNow();
      this.reset();
      for (const [reason, n] of Object.entries(closed)) this.set({ reason }, n);
    },
  });
  new Gauge({
    name: "abri_feedback_answers",
    help: "What victims answered once their conversation was over, until yesterday",
    labelNames: ["question", "answer"],
    registers,
    async collect() {
      const given = await feedbackGiven();
      this.reset();
      for (const { question, answer, count } of given) this.set({ question, answer }, count);
    },
  });
  return { registry, count: (what) => counters[what].inc() };
}

/** `ready` answers what is not ready. */
export function metricsApp(metrics: Metrics, ready: () => Promise<readonly string[]>): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/metrics", async (_request, response) => {
    const text = await metrics.registry.metrics().catch(() => null);
    if (text === null) response.sendStatus(503);
    else response.type(metrics.registry.contentType).send(text);
  });
  app.get("/health", async (_request, response) => {
    const missing = await ready();
    response.status(missing.length === 0 ? 200 : 503).json({ ready: missing.length === 0, missing });
  });
  return app;
}
